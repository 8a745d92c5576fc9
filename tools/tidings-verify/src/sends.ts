import type { FaultCode } from './codes.ts';
import { Fault } from './fault.ts';
import { type OpenEvent, topicsOf } from './history.ts';
import type { Report } from './report.ts';
import type { SendList } from './send-lists.ts';

interface Basis {
  resident: string;
  /** Of each topic its version. */
  topics: Map<string, number>;
  /** The moment after which an implied consent is none. */
  until: string | undefined;
}

/** Outcomes that never left: everything else was sent, or may have been. */
const NOT_SENT = ['suppressed'];
const OUTCOMES = ['accepted', 'suppressed', 'failed', 'uncertain'];
const DELIVERY =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}) ([a-z]+) (0|[1-9][0-9]{0,14})$/;

/**
 * Nothing is sent without consent, after a withdrawal, or after an implied consent has ended. A dispatch commits to the list
 * of its deliveries and the entries they rely on. The list is checked when it is at hand; a package must have it as soon as the
 * log says that the city has it (`kept-manifest`), so that a list which shows too much cannot be left out.
 */
export class Sends {
  readonly #bases = new Map<number, Basis>();
  readonly #endings = new Map<string, { version: number; at: string }[]>();
  readonly #sends: OpenEvent[] = [];
  readonly #kept = new Set<string>();

  /** @param manifests lists by their SHA-256. Without any, nothing is kept of consents. */
  constructor(
    private readonly report: Report,
    private readonly manifests: ReadonlyMap<string, SendList>,
  ) {}

  take(event: OpenEvent): void {
    const { index, kind, payload } = event;
    if (kind === 'send' && payload.action === 'kept-manifest') this.#kept.add(String(payload.manifest));
    else if (kind === 'send') this.#sends.push(event);
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
    const used = new Set<string>();
    for (const send of this.#sends) {
      this.report.count('history', 'dispatches');
      const hash = String(send.payload.manifest);
      const list = this.manifests.get(hash);
      used.add(hash);
      if (list) this.report.attempt('history', () => this.#checkList(list, send));
      else if (this.#kept.has(hash))
        this.report.fault('history', 'send-manifest-withheld', { record: send.index });
      else this.report.gap('history', 'send-manifest-missing', send.index);
    }
    for (const [hash, { file, isGiven }] of this.manifests) {
      if (used.has(hash)) continue;
      if (isGiven) this.report.gap('history', 'send-manifest-unused');
      else this.report.fault('history', 'send-manifest-foreign', { file });
    }
  }

  /** Everyone in the audience has one line, with an outcome, and their numbers are those that the dispatch reported. */
  #checkList({ file, lines }: SendList, send: OpenEvent): void {
    const found: Record<string, number> = {
      audience: 0,
      accepted: 0,
      suppressed: 0,
      failed: 0,
      uncertain: 0,
    };
    let last = '';
    let isInOrder = true;
    for (const line of lines()) {
      const [, resident, outcome, relied] = DELIVERY.exec(line) ?? [];
      if (resident === undefined || outcome === undefined || !OUTCOMES.includes(outcome))
        throw new Fault('file-malformed', { file, record: send.index });
      isInOrder &&= resident > last;
      last = resident;
      for (const name of ['audience', outcome]) found[name] = (found[name] ?? 0) + 1;
      if (!NOT_SENT.includes(outcome)) this.#checkDelivery({ resident, record: Number(relied), send });
    }
    if (!isInOrder) this.report.fault('history', 'send-list-order', { file, record: send.index });
    const { payload } = send;
    if (Object.keys(found).some((name) => name in payload && payload[name] !== found[name]))
      this.report.fault('history', 'send-counts-differ', { file, record: send.index });
  }

  #checkDelivery(delivery: { resident: string; record: number; send: OpenEvent }): void {
    this.report.count('history', 'deliveries');
    const { record } = delivery;
    const basis = this.#bases.get(record);
    if (!basis) {
      this.report.gap('history', 'send-not-opened', record);
      return;
    }
    const fault = this.#faultOf(basis, delivery);
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
