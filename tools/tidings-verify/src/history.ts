import { isFields, type JsonFields } from './encoding.ts';
import type { Report } from './report.ts';
import { type Request, Requests } from './requests.ts';

/** A consent event with the words that were shown, as the rules see it. */
export interface OpenEvent {
  index: number;
  kind: string;
  payload: JsonFields;
}

/** The rules of consent, checked on the opened records in the order of the log. */
export class History {
  readonly #requests = new Requests();
  readonly #loggedNotices: Set<string>;

  /** @param isComplete whether every record is open, so that what is not here does not exist. */
  constructor(
    private readonly report: Report,
    { loggedNotices, isComplete }: { loggedNotices: Set<string>; isComplete: () => boolean },
  ) {
    this.#loggedNotices = loggedNotices;
    this.isComplete = isComplete;
  }

  private readonly isComplete: () => boolean;

  take({ index, kind, payload }: OpenEvent): void {
    if (kind !== 'consent') return;
    this.report.count('history', 'events');
    if (['asked', 'confirmed', 'imported'].includes(String(payload.action)))
      this.#checkNotices(index, payload);
    if (payload.action === 'asked') this.#requests.set(String(payload.request_id), requestOf(payload));
    if (payload.action === 'confirmed') this.#checkConfirmation(index, payload);
  }

  /** CASL asks for the words to be there; a withdrawal needs none. */
  #checkNotices(record: number, payload: JsonFields): void {
    for (const { notice } of topicsOf(payload)) {
      if (notice === undefined && payload.action === 'imported') continue;
      this.report.count('notices', 'uses');
      if (!this.#loggedNotices.has(String(notice)))
        this.report.fault('notices', 'notice-not-logged', { record });
    }
  }

  #checkConfirmation(record: number, payload: JsonFields): void {
    const asked = this.#requests.get(String(payload.request_id));
    if (!asked) {
      if (this.isComplete()) this.report.fault('history', 'confirmed-without-asked', { record });
      else this.report.gap('history', 'asked-not-opened', record);
      return;
    }
    const confirmed = requestOf(payload);
    if (confirmed.at < asked.at) this.report.fault('history', 'confirmed-before-asked', { record });
    if (!isSameAddress(confirmed.address, asked.address) || !isPart(confirmed.topics, asked.topics))
      this.report.fault('history', 'confirmed-otherwise', { record });
  }
}

/** In the place of an address that a rule deleted: no JSON is empty. Then there is nothing to compare. */
const GONE = '';

function isAddressGone({ address, address_c: commitment }: JsonFields): boolean {
  return address === undefined && commitment !== undefined;
}

function isSameAddress(one: string, other: string): boolean {
  return one === other || one === GONE || other === GONE;
}

function isPart(part: string, whole: string): boolean {
  if (part === whole) return true;
  const wanted = new Set(whole.split('\n'));
  return part.split('\n').every((topic) => wanted.has(topic));
}

export function topicsOf({ topics }: JsonFields): JsonFields[] {
  return Array.isArray(topics) ? topics.filter(isFields) : [];
}

function requestOf(payload: JsonFields): Request {
  return {
    at: String(payload.occurred_at),
    address: isAddressGone(payload) ? GONE : JSON.stringify(payload.address ?? null),
    topics: topicsOf(payload)
      .map(({ topic, topic_version: version, notice }) => `${topic} ${version} ${notice}`)
      .join('\n'),
  };
}
