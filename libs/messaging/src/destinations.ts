import { contracts, type Service } from '#libs/contracts';
import type { Destination } from './outbox.query.ts';

/** Where a service's messages can go, what is urgent first. */
export function destinationsOf(service: Service): Destination[] {
  const all = contracts()
    .filter(({ facts }) => facts.from === service)
    .flatMap(({ facts: { to, lane } }) => to.map((recipient) => ({ recipient, lane })));
  const distinct = new Map(all.map((destination) => [JSON.stringify(destination), destination]));
  return [...distinct.values()].sort(
    (one, other) => Number(other.lane === 'urgent') - Number(one.lane === 'urgent'),
  );
}
