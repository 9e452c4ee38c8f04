/** The questions of a check to one account. */
import type { CallOptions, MailgunApi } from '../mailgun/api';
import type { ListName } from '../mailgun/lists';
import { domainOf } from './addressSyntax';
import { Closing } from './closing';
import type { Finding, NotAsked } from './findings';
import { groupBy } from './groupBy';
import { runPool } from './pool';
import type { Refusal } from './refusals';
import { summarize } from './refusals';

/** One request: is `value` on this list? */
interface Question {
  readonly domain: string;
  readonly list: ListName;
  readonly value: string;
  /** The addresses it is asked for; several when `value` is their domain. */
  readonly addresses: readonly string[];
}

/** What an account's check reports to and heeds. */
export interface AccountCheckOptions extends CallOptions {
  readonly lists: readonly ListName[];
  readonly askAddressDomain: boolean;
  onFinding(finding: Finding): void;
  /** So many questions are to come. */
  onAsk(count: number): void;
  /** One question is done with, answered or not. */
  onDone(answered: boolean): void;
}

/** Asks one account about all addresses. A domain or list that refuses once is not asked again, and stops no other. */
export class AccountCheck {
  readonly #refusals: Refusal[] = [];
  readonly #closing = new Closing();
  readonly #byDomain: ReadonlyMap<string, readonly string[]>;
  #settled = 0;

  constructor(
    private readonly accountId: string,
    private readonly api: MailgunApi,
    private readonly domains: readonly string[],
    private readonly addresses: readonly string[],
    private readonly options: AccountCheckOptions,
  ) {
    this.#byDomain = options.askAddressDomain ? groupBy(addresses, domainOf) : new Map<string, string[]>();
  }

  /** Asks everything, `concurrency` questions at once. Resolves to what could not be asked, taken together; never rejects. */
  async run(concurrency: number): Promise<NotAsked[]> {
    const { lists, signal } = this.options;
    const total = this.domains.length * (lists.length * this.addresses.length + this.#byDomain.size);
    this.options.onAsk(total);
    await runPool(this.#questions(), (question) => this.#ask(question), { concurrency, signal });
    const result = summarize(this.accountId, this.#refusals, this.domains, this.addresses.length);
    const open = total - this.#settled;
    if (open > 0) result.push(cancelled(this.accountId, open, total));
    return result;
  }

  *#questions(): Generator<Question> {
    for (const domain of this.domains) {
      for (const list of this.options.lists) {
        for (const address of this.addresses) yield { domain, list, value: address, addresses: [address] };
      }
      for (const [value, addresses] of this.#byDomain) yield { domain, list: 'allowlist', value, addresses };
    }
  }

  async #ask(question: Question): Promise<void> {
    const { domain, list, value } = question;
    if (this.#closing.isClosed(domain, list)) return this.#done(false);
    try {
      const { signal, onWait } = this.options;
      const entry = await this.api.find(domain, list, value, { signal, onWait });
      this.#closing.answered(domain);
      if (entry !== undefined) {
        for (const address of question.addresses) {
          this.options.onFinding({ accountId: this.accountId, domain, list, address, entry });
        }
      }
    } catch (error) {
      // Cancelled questions are counted by what is missing in the end.
      if (this.options.signal?.aborted === true) return;
      this.#refuse(question, error);
      return this.#done(false);
    }
    this.#done(true);
  }

  #done(answered: boolean): void {
    this.#settled += 1;
    this.options.onDone(answered);
  }

  #refuse({ domain, list, addresses }: Question, error: unknown): void {
    const reach = this.#closing.failed(domain, list, error);
    const whole = reach === 'domain' || reach === 'account';
    this.#refusals.push({
      ...(whole ? { domain } : reach === 'list' ? { domain, list } : { domain, list, addresses }),
      error,
    });
    if (reach === 'account') this.#refusals.push({ error });
  }
}

function cancelled(accountId: string, open: number, total: number): NotAsked {
  const reason = `The check was cancelled with ${open} of ${total} questions unanswered.`;
  return { accountId, reason, nextStep: 'Check again to ask them.' };
}
