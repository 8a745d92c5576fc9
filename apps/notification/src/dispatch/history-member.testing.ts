import { randomUUID } from 'node:crypto';

/** One of the few residents of a history. */
export interface Member {
  residentId: string;
  subscriptionId: string;
  address: string;
  version: number;
  /** By the rule that the highest version wins. */
  isActive: boolean;
  /** A mail to them was refused for good, which no grant here ends: what they say is older (SEND-4). */
  isGivenUp: boolean;
  /** When the last withdrawal was taken; the time that goes by, not the service's clock. */
  leftAt: number;
}

export function newMember(): Member {
  const residentId = randomUUID();
  // A domain and so a lane of their own: one that is slowed by what somebody's relay answers would hold up all.
  const address = `h.${residentId}@${residentId}.example.org`;
  const nothingYet = { version: 0, isActive: false, isGivenUp: false, leftAt: 0 };
  return { residentId, subscriptionId: randomUUID(), address, ...nothingYet };
}
