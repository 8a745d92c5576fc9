import { type LaneState, PROVIDERS } from '#libs/lanes';
import type { Words } from '#libs/site';
import { reasonInWords } from '../console/dispatch-reason.ts';
import type { LaneReport } from './lane.query.ts';

/** What the console shows of a relay: it is up for us when it is for each process. */
export function relaysView(reports: readonly LaneReport[], words: Words) {
  const byName = Map.groupBy(
    reports.flatMap(({ relays }) => relays),
    ({ name }) => name,
  );
  return [...byName].map(([name, seen]) => {
    const down = seen.find(({ isUp }) => !isUp);
    return {
      name,
      weight: seen[0]?.weight,
      isUp: !down,
      reason: down?.reason === undefined ? undefined : reasonInWords(down.reason, words),
      until: latest(seen, ({ leftOutUntil }) => leftOutUntil),
    };
  });
}

/** What the console shows of a lane, in sentences: the sum of what each process sees, the busiest first. */
export function lanesView(reports: readonly LaneReport[], words: Words) {
  const byName = Map.groupBy(
    reports.flatMap(({ lanes }) => lanes),
    ({ name }) => name,
  );
  return [...byName]
    .map(([name, seen]) => ({ name, seen, inFlight: sum(seen, (lane) => lane.inFlight) }))
    .sort((one, other) => other.inFlight - one.inFlight || (one.name < other.name ? -1 : 1))
    .map(({ name, seen }) => ({ title: titleOf(name, words), ...told(seen, words) }));
}

function told(seen: readonly LaneState[], words: Words) {
  const numbers = {
    inFlight: sum(seen, (lane) => lane.inFlight),
    places: sum(seen, (lane) => lane.places),
    connections: sum(seen, (lane) => lane.connections),
  };
  const rates = seen.map(({ rate }) => rate).filter((rate) => rate !== undefined);
  const rate = Math.round(sum(rates, (one) => one) * 10) / 10;
  const reason = seen.find((lane) => lane.reason !== undefined)?.reason;
  const isFull = numbers.places === numbers.connections;
  const sentences = [words(isFull ? 'staff.mail.on-the-way' : 'staff.mail.on-the-way-slowed', numbers)];
  if (rates.length > 0) sentences.push(words('staff.mail.rate', { rate }));
  if (reason !== undefined) sentences.push(words('staff.mail.slowed', { reason: whyInWords(reason, words) }));
  return { sentences, until: latest(seen, ({ pausedUntil }) => pausedUntil) };
}

function titleOf(name: string, words: Words): string {
  if (name === 'other') return words('staff.mail.other');
  return PROVIDERS.find((provider) => provider.name === name)?.title ?? name;
}

function whyInWords(reason: string, words: Words): string {
  return reason === 'ramp' ? words('staff.mail.ramp') : reasonInWords(reason, words);
}

function sum<T>(values: readonly T[], number: (value: T) => number): number {
  return values.reduce((total, value) => total + number(value), 0);
}

function latest<T>(seen: readonly T[], moment: (one: T) => number | undefined): Date | undefined {
  const moments = seen.map(moment).filter((one) => one !== undefined);
  return moments.length > 0 ? new Date(Math.max(...moments)) : undefined;
}
