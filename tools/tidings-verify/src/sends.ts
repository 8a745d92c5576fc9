import type { FaultCode } from './codes.ts';
import { type OpenEvent, topicsOf } from './history.ts';
import type { Report } from './report.ts';

interface Basis {
  resident: string;
  /** Of each topic its version. */
  topics: Map<string, number>;
  /** The moment after which an implied consent is none. */
  until: string | undefined;
}

/** Outcomes that never left: everything else was sent, or may have been. */
const NOT_SENT = ['suppressed'];

/**
 * Nothing is sent without consent, after a withdrawal, or after an implied consent has ended. A dispatch commits to the list
 * of its deliveries and the entries they rely on; the list itself lies elsewhere, and is checked when it is at hand.
 */
export class Sends {
  readonly #bases = new Map<number, Basis>();
  readonly #endings = new Map<string, { version: number; at: string }[]>();
  readonly #sends: OpenEvent[] = [];

  /** @param manifests lists by their SHA-256. Without any, nothing is kept of consents. */
  constructor(
    private readonly report: Report,
    private readonly manifests: ReadonlyMap<string, () => Iterable<string>>,
  ) {}

  take(event: OpenEvent): void {
    const { index, kind, payload } = event;
    if (kind === 'send') this.#sends.push(event);
    if (kind !== 'consent' || this.manifests.size === 0) return;
    const resident = String(payload.resident_id);
    if (payload.action === 'confirmed' || payload.action === 'imported') {
      const topics = new Map(topicsOf(payload).map(({ topic, version }) => [String(topic), Number(version)]));
      const until = payload.expires_at;
      this.#bases.set(index, { resident, topics, until: until === undefined ? undefined : String(until) });
    }
    if (['withdrew', 'expired', 'erased'].includes(String(payload.action))) {
      for (const { topic, version } of topicsOf(payload)) {
        const key = `${resident} ${topic}`;
        const ending = { version: Number(version), at: String(payload.occurred_at) };
        this.#endings.set(key, [...(this.#endings.get(key) ?? []), ending]);
      }
    }
  }

  finish(): void {
    for (const send of this.#sends) {
      this.report.count('history', 'dispatches');
      const manifest = this.manifests.get(String(send.payload.manifest));
      if (!manifest) this.report.gap('history', 'send-manifest-missing', send.index);
      else for (const line of manifest()) this.#checkDelivery(line, send);
    }
  }

  #checkDelivery(line: string, send: OpenEvent): void {
    const [, resident, outcome, relied] = /^([0-9a-f-]{36}) ([a-z-]+) ([0-9]{1,15})$/.exec(line) ?? [];
    if (resident === undefined || outcome === undefined) {
      this.report.fault('history', 'file-malformed', { record: send.index });
      return;
    }
    if (NOT_SENT.includes(outcome)) return;
    this.report.count('history', 'deliveries');
    const record = Number(relied);
    const basis = this.#bases.get(record);
    if (!basis) {
      this.report.gap('history', 'send-not-opened', record);
      return;
    }
    const fault = this.#faultOf(basis, { resident, record, send });
    if (fault) this.report.fault('history', fault, { record });
  }

  #faultOf(
    basis: Basis,
    { resident, record, send }: { resident: string; record: number; send: OpenEvent },
  ): FaultCode | undefined {
    const topic = String(send.payload.topic);
    const version = basis.topics.get(topic);
    if (basis.resident !== resident || version === undefined || record >= send.index) {
      return 'sent-without-consent';
    }
    const begun = String(send.payload.planned_at ?? send.payload.occurred_at);
    if (basis.until !== undefined && basis.until <= begun) return 'sent-after-term';
    // What was withdrawn while the dispatch ran may have been said after this mail had left.
    const endings = this.#endings.get(`${resident} ${topic}`) ?? [];
    const isOver = endings.some((ending) => ending.version >= version && ending.at < begun);
    return isOver ? 'sent-after-withdrawal' : undefined;
  }
}
