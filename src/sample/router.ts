/** From a request to an answer: who asks, how often, may they, and which operation it is. */
import type { Caller, Keys } from './auth';
import type { Imports } from './csvImport';
import { getDomain, listDomains, postMessage } from './domainRoutes';
import { answerEvents } from './events/eventsRoute';
import { answerLogs } from './events/logsRoute';
import type { Faults } from './faults';
import { refusal, TooLarge, type Answer, type SampleRequest } from './http';
import { RULES_BY_SEGMENT } from './lists';
import { BadRequest } from './records';
import { answerListCall } from './routes';
import type { SampleDomain, Store } from './store';

/** Everything one embedded Mailgun consists of, shared by its regions. */
export interface World {
  readonly store: Store;
  readonly keys: Keys;
  readonly faults: Faults;
  readonly imports: Imports;
  readonly importDelayMs: number;
  /** Decides what the logs tell. */
  readonly seed: number;
  readonly now: () => number;
}

/** An answer and on whose behalf it was given. */
export interface Routed {
  readonly answer: Answer;
  readonly account?: string | undefined;
}

/** Answers a request; never throws for anything a client can send. */
export async function route(world: World, request: SampleRequest): Promise<Routed> {
  const [first, ...rest] = request.segments;
  if (first === '') {
    return { answer: { status: 200, body: 'Mailgun Magnificent API' } };
  }
  const caller = world.keys.identify(request);
  if (!('grant' in caller)) {
    return { answer: caller };
  }
  const { headers, refusal: tooMany } = world.faults.count(caller.grant.account);
  const answer = tooMany ?? (await guarded(() => dispatch(world, request, caller, first ?? '', rest)));
  return {
    answer: { ...answer, headers: { ...headers, 'X-Mailgun-Key-Id': caller.grant.keyId, ...answer.headers } },
    account: caller.owner,
  };
}

async function dispatch(
  world: World,
  request: SampleRequest,
  caller: Caller,
  version: string,
  [name, segment, ...more]: readonly string[],
): Promise<Answer> {
  if (name === undefined) {
    return version === 'v3' ? { status: 405, body: 'Method Not Allowed\n' } : notFound();
  }
  if (name === 'domains' && (version === 'v3' || version === 'v4')) {
    return (
      world.keys.refuse(caller.grant, name, request.method) ?? answerDomains(world, request, caller, segment, more)
    );
  }
  if (version === 'v1' && name === 'analytics' && segment === 'logs' && more.length === 0) {
    return world.keys.refuse(caller.grant, 'logs', request.method) ?? answerLogs(world, request, caller.owner);
  }
  const rules = RULES_BY_SEGMENT.get(segment ?? '');
  const isMessages = segment === 'messages' || segment === 'messages.mime';
  const isEvents = segment === 'events' && more.length <= 1;
  if (version !== 'v3' || (rules === undefined && !isMessages && !isEvents)) {
    return notFound();
  }
  const refused = world.keys.refuse(caller.grant, isMessages ? 'messages' : (segment ?? ''), request.method);
  if (refused !== undefined) {
    return refused;
  }
  const domain = findDomain(world.store, request, caller, name);
  if (domain === undefined) {
    return refusal(404, 'Domain not found');
  }
  if (isEvents) {
    return answerEvents(world, request, domain, more[0]);
  }
  if (rules === undefined) {
    return request.method === 'POST' ? postMessage(request, domain) : notFound();
  }
  const value = more.length === 0 ? undefined : more.join('/');
  return value === '' ? notFound() : answerListCall({ ...world, request, domain, rules, value });
}

function answerDomains(
  world: World,
  request: SampleRequest,
  caller: Caller,
  name: string | undefined,
  more: readonly string[],
): Answer {
  if (request.method !== 'GET' || more.length > 0 || name === '') {
    return notFound();
  }
  return name === undefined
    ? listDomains(request, world.store.domainsOf(caller.owner, request.region))
    : getDomain(findDomain(world.store, request, caller, name));
}

/** Domains are seen by their owner and in their region only. */
function findDomain(store: Store, request: SampleRequest, caller: Caller, name: string): SampleDomain | undefined {
  const domain = store.domain(name);
  return domain?.owner === caller.owner && domain.region === request.region ? domain : undefined;
}

/** A wrong endpoint: not JSON. */
function notFound(): Answer {
  return { status: 404, body: '404 page not found\n' };
}

async function guarded(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BadRequest) {
      return refusal(400, error.message);
    }
    if (error instanceof TooLarge) {
      return { ...refusal(413, 'Request Entity Too Large'), headers: { Connection: 'close' } };
    }
    return refusal(500, 'Internal Server Error');
  }
}
