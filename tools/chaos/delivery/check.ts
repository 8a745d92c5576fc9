import type { Account } from '../../audience/account.ts';
import { faultsOfAccount } from '../../audience/account.ts';
import type { WireRecord } from './wire-record.ts';

/** Something that killed, or took the database away; moments in milliseconds since 1970. */
export interface Disturbance {
  from: number;
  until: number;
}

export interface Known {
  account: Account;
  /** Who was in the audience when it was frozen: address by resident id. */
  audience: Map<string, string>;
  deliveries: { residentId: string; state: string; reason: string | null }[];
  wire: WireRecord[];
  /** When a withdrawal was effective, by address. */
  left: Map<string, number>;
  disturbances: Disturbance[];
}

export interface Findings {
  mails: number;
  /** Mails that were sent again though the server had taken them. */
  repeats: number;
  /** In words; empty when everything holds. */
  faults: string[];
}

/** A mail may begin so long after its standing was read (SEND-1). */
const STANDING_MILLISECONDS = 1000;
/** So long an answer may be on its way into the table of outcomes. */
const RECORDING_MILLISECONDS = 500;

/** Holds what the database says of a dispatch against what the server saw of it. */
export function checkDelivery(known: Known): Findings {
  const byAddress = Map.groupBy(known.wire, ({ to }) => to);
  const repeats = repeatsOf(byAddress, known);
  const faults = [
    ...faultsOfAccount(known.account),
    ...faultsOfAudience(known, byAddress),
    ...known.wire.flatMap(({ difference }) => difference ?? []),
    ...faultsOfLeaving(known),
    ...repeats.faults,
    ...known.deliveries.flatMap((delivery) => faultsOfDelivery(delivery, known, byAddress)),
  ];
  return { mails: known.wire.filter(isTaken).length, repeats: repeats.count, faults };
}

const isTaken = ({ dotAt, answer }: WireRecord) => dotAt !== undefined && answer === '250';
const isHeard = (record: WireRecord) => isTaken(record) && !record.unheard;

function faultsOfAudience({ audience, deliveries }: Known, byAddress: Map<string, WireRecord[]>): string[] {
  const decided = new Set(deliveries.map(({ residentId }) => residentId));
  const missing = [...audience.keys()].filter((id) => !decided.has(id)).length;
  const strangers = [...decided].filter((id) => !audience.has(id)).length;
  const addresses = new Set(audience.values());
  const unknown = [...byAddress.keys()].filter((address) => !addresses.has(address)).length;
  return [
    ...(missing > 0 ? [`${missing} residents have no outcome`] : []),
    ...(strangers > 0 ? [`${strangers} outcomes are of nobody in the audience`] : []),
    ...(deliveries.length !== decided.size ? ['somebody has two outcomes'] : []),
    ...(unknown > 0 ? [`${unknown} addresses on the wire are of nobody in the audience`] : []),
  ];
}

/** LEAVE-4, SEND-1 */
function faultsOfLeaving({ wire, left }: Known): string[] {
  return wire.flatMap(({ to, beganAt = 0 }) => {
    const late = beganAt - (left.get(to) ?? Number.POSITIVE_INFINITY);
    return late > STANDING_MILLISECONDS ? [`a mail began ${late} ms after its resident had left`] : [];
  });
}

/** SEND-3: only what was on the wire when something was killed may come twice, and only as the same mail. */
function repeatsOf(byAddress: Map<string, WireRecord[]>, { disturbances }: Known) {
  const faults: string[] = [];
  let count = 0;
  for (const records of byAddress.values()) {
    const begun = records
      .filter(({ beganAt }) => beganAt !== undefined)
      .sort((one, other) => Number(one.beganAt) - Number(other.beganAt));
    const ids = new Set(begun.flatMap(({ messageId }) => messageId || []));
    if (ids.size > 1) faults.push('a mail that came again has another Message-ID');
    if (begun.some(({ messageId }) => messageId === '')) faults.push('a mail has no Message-ID');
    begun.slice(0, -1).forEach((record) => {
      if (!isTaken(record)) return;
      count += 1;
      if (isHeard(record) && !wasDisturbed(record, disturbances))
        faults.push('a mail was sent again though its answer was heard and nothing was killed');
    });
  }
  return { count, faults };
}

function wasDisturbed({ answeredAt }: WireRecord, disturbances: Disturbance[]): boolean {
  return disturbances.some(
    ({ from, until }) =>
      answeredAt >= from - RECORDING_MILLISECONDS && answeredAt <= until + RECORDING_MILLISECONDS,
  );
}

/** What is recorded must be what was answered. */
function faultsOfDelivery(
  { residentId, state, reason }: Known['deliveries'][number],
  { audience, disturbances }: Known,
  byAddress: Map<string, WireRecord[]>,
): string[] {
  const records = byAddress.get(audience.get(residentId) ?? '') ?? [];
  const mustKnow = records.some((record) => isHeard(record) && !wasDisturbed(record, disturbances));
  if (mustKnow && state !== 'accepted' && state !== 'uncertain')
    return [`what the server took is recorded as ${state} (${reason})`];
  if (state === 'accepted' && !records.some(isTaken)) return ['what nobody took is recorded as accepted'];
  const wasRefused = records.some(({ answer }) => /^[45]/.test(answer));
  if (state === 'failed' && !wasRefused) return [`whom nobody refused is recorded as failed (${reason})`];
  return [];
}
