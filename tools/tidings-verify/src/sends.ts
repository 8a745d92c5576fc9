import { Bases, type Reliance } from './bases.ts';
import { momentOf } from './consent-rows.ts';
import { Fault } from './fault.ts';
import type { OpenEvent } from './history.ts';
import type { Report } from './report.ts';
import type { SendList } from './send-lists.ts';

const CONSENTS = ['confirmed', 'imported'];
const ENDINGS = ['withdrew', 'expired', 'erased'];
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
  readonly #bases = new Bases();
  readonly #sends: OpenEvent[] = [];
  readonly #kept = new Set<string>();

  /** @param manifests lists by their SHA-256. Without any, nothing is kept of consents. */
  constructor(
    private readonly report: Report,
    private readonly manifests: ReadonlyMap<string, SendList>,
  ) {}

  /** The entry is neither left out nor erased. */
  open(index: number): void {
    if (this.manifests.size > 0) this.#bases.open(index);
  }

  take(event: OpenEvent): void {
    const { kind, payload } = event;
    if (kind === 'send' && payload.action === 'kept-manifest') this.#kept.add(String(payload.manifest));
    else if (kind === 'send') this.#sends.push(event);
    if (kind !== 'consent' || this.manifests.size === 0) return;
    if (CONSENTS.includes(String(payload.action))) this.#bases.takeConsent(event);
    if (ENDINGS.includes(String(payload.action))) this.#bases.takeEnding(event);
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
    const { topic, planned_at: planned, occurred_at: occurred } = send.payload;
    // A time that is none is later than every withdrawal: what cannot be read must not excuse anything.
    const of = {
      topic: String(topic),
      send: send.index,
      begun: momentOf(planned ?? occurred) ?? Number.MAX_VALUE,
    };
    let last = '';
    let isInOrder = true;
    for (const line of lines()) {
      const [, resident, outcome, relied] = DELIVERY.exec(line) ?? [];
      if (resident === undefined || outcome === undefined || !OUTCOMES.includes(outcome))
        throw new Fault('file-malformed', { file, record: send.index });
      isInOrder &&= resident > last;
      last = resident;
      found.audience = (found.audience ?? 0) + 1;
      found[outcome] = (found[outcome] ?? 0) + 1;
      if (!NOT_SENT.includes(outcome)) this.#checkDelivery({ ...of, resident, record: Number(relied) });
    }
    if (!isInOrder) this.report.fault('history', 'send-list-order', { file, record: send.index });
    const { payload } = send;
    if (Object.keys(found).some((name) => name in payload && payload[name] !== found[name]))
      this.report.fault('history', 'send-counts-differ', { file, record: send.index });
  }

  #checkDelivery(reliance: Reliance): void {
    const { record } = reliance;
    this.report.count('history', 'deliveries');
    const objection = this.#bases.objectionTo(reliance);
    if (objection === 'unknown') this.report.gap('history', 'send-not-opened', record);
    else if (objection) this.report.fault('history', objection, { record });
  }
}
