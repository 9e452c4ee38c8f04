/** Who is asking, and what they may do. */
import { randomBytes } from 'node:crypto';
import type { SampleRequest, Answer } from './http';
import { refusal } from './http';

/** What a key may do. Analyst: reads the allowlist, domains and logs only. Sending: posts messages only. */
export type Role = 'admin' | 'analyst' | 'sending';

/** What an analyst may read. */
const READABLE: readonly string[] = ['domains', 'whitelists', 'events'];

/** What a key stands for. */
export interface Grant {
  readonly account: string;
  readonly role: Role;
  /** The public identifier that answers carry as `X-Mailgun-Key-Id`. */
  readonly keyId: string;
}

/** Who a request acts as: `owner` is the account's name or a subaccount's id. */
export interface Caller {
  readonly owner: string;
  readonly grant: Grant;
}

/** The keys and subaccounts of one embedded Mailgun. */
export class Keys {
  private readonly grants = new Map<string, Grant>();
  private readonly subaccounts = new Map<string, string>();

  constructor(private readonly sendingStatus: 401 | 403) {}

  /** Makes a random key in the shape of a real one. */
  create(account: string, role: Role): string {
    const keyId = `${randomBytes(4).toString('hex')}-${randomBytes(4).toString('hex')}`;
    const key = `${randomBytes(16).toString('hex')}-${keyId}`;
    this.grants.set(key, { account, role, keyId });
    return key;
  }

  addSubaccount(id: string, account: string): void {
    this.subaccounts.set(id, account);
  }

  /** Finds the caller, or the answer that refuses the request. */
  identify(request: SampleRequest): Caller | Answer {
    const grant = this.grants.get(readKey(request.authorization) ?? '');
    if (grant === undefined) {
      return forbidden();
    }
    const subaccount = request.onBehalfOf;
    if (subaccount !== undefined && this.subaccounts.get(subaccount) !== grant.account) {
      return refusal(403, 'Subaccount not found');
    }
    return { owner: subaccount ?? grant.account, grant };
  }

  /** Refuses what the key's role does not allow; `segment` is the list's, `domains`, `messages`, `logs` or `events`. */
  refuse(grant: Grant, segment: string, method: string): Answer | undefined {
    if (grant.role === 'admin') {
      return undefined;
    }
    if (grant.role === 'sending') {
      return segment === 'messages' ? undefined : this.sendingRefusal();
    }
    // Logs are read by POST.
    const mayRead = segment === 'logs' || (READABLE.includes(segment) && method === 'GET');
    return mayRead ? undefined : refusal(403, 'Forbidden');
  }

  private sendingRefusal(): Answer {
    return this.sendingStatus === 401 ? forbidden() : refusal(403, 'Forbidden');
  }
}

/** 401 as recorded: plain text, not JSON. */
export function forbidden(): Answer {
  return { status: 401, body: 'Forbidden', headers: { 'WWW-Authenticate': 'Basic realm="MG API"' } };
}

function readKey(authorization: string | undefined): string | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(authorization ?? '')?.[1];
  const credentials = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  return credentials.startsWith('api:') ? credentials.slice(4) : undefined;
}
