/** What a probe's result says to a person, and how to go on from there. */
import type { ListName } from '../mailgun/lists';
import { UserError } from '../ui/userError';
import type { ProbeResult } from './probe';

/** A way on after a probe that was not all well. */
export type WayOn = 'editKey' | 'otherRegion' | 'editEndpoint' | 'retry' | 'proxySettings' | 'addAnyway';

/** A result in words. */
export interface ProbeText {
  /** What happened, one sentence. */
  readonly message: string;
  /** What to do, one sentence. */
  readonly nextStep: string;
  /** What can be done here, the most likely first. */
  readonly ways: readonly WayOn[];
}

/** A result that does not let an account be added without a question. */
export type ProbeProblem = Exclude<ProbeResult, { kind: 'ok' | 'okEmpty' }>;

/** A key that was tried and found wanting; `result` for code, the text for people. */
export class ProbeError extends UserError {
  override readonly name = 'ProbeError';
  readonly result: ProbeProblem;

  constructor(result: ProbeProblem) {
    const { message, nextStep } = probeText(result);
    super(message, { nextStep, cause: 'error' in result ? result.error : undefined });
    this.result = result;
  }
}

/** Whether an account may be added without a question. */
export function isProblem(result: ProbeResult): result is ProbeProblem {
  return result.kind !== 'ok' && result.kind !== 'okEmpty';
}

/** The words for a result, short enough for the title of a prompt. */
export function probeText(result: ProbeProblem): ProbeText {
  switch (result.kind) {
    case 'wrongKey':
      return {
        message: 'Mailgun did not accept this API key.',
        nextStep: 'Check that it is complete, and no domain sending key: those can only send.',
        ways: ['editKey', 'editEndpoint'],
      };
    case 'sendingKey':
      return {
        message: 'This key can only send messages, not read domains or lists.',
        nextStep: 'Use an account API key; Mailgun shows them under API Security.',
        ways: ['editKey'],
      };
    case 'wrongSubaccount':
      return {
        message: 'The API key works, but it may not act for this subaccount.',
        nextStep: 'Check the id of the subaccount, and that the key is of its primary account.',
        ways: ['editKey'],
      };
    case 'noListRights':
      return {
        message: `This API key can read domains, but not ${joinNames(result.refused)}.`,
        nextStep: 'Use a key with the role Admin, Developer or Support.',
        ways: ['editKey', 'addAnyway'],
      };
    case 'wrongRegion':
      return {
        message: `This API key has no domains here, but ${countOf(result.domains)} in the ${result.other.region.toUpperCase()} region.`,
        nextStep: `Use the ${result.other.region.toUpperCase()} region.`,
        ways: ['otherRegion', 'editKey', 'addAnyway'],
      };
    case 'unreachable':
      return {
        message: result.error.message,
        nextStep: result.error.nextStep ?? 'Check the network connection and the proxy settings.',
        ways: ['retry', 'editEndpoint', 'proxySettings', 'addAnyway'],
      };
    case 'notMailgun':
      return {
        message: 'What answers at this endpoint is not the Mailgun API.',
        nextStep: 'Check the endpoint, and whether a proxy or a sign-in page stands in between.',
        ways: ['editEndpoint', 'retry', 'proxySettings'],
      };
    case 'other':
      return {
        message: result.error.message,
        nextStep: result.error.nextStep ?? 'Try again later.',
        ways: ['retry', 'editKey', 'addAnyway'],
      };
  }
}

function countOf(domains: number): string {
  return domains === 1 ? '1 domain' : `${domains} domains`;
}

function joinNames(names: readonly ListName[]): string {
  const words = names.map((name) => (name === 'allowlist' ? 'the allowlist' : name));
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
