import type { ConsentPayload, PayloadSubscription } from '../ledger/consent-payload.ts';
import type { RecordedEvent } from '../ledger/recorded-event.ts';

/** May we write to this resident about this topic? */
export interface StandingState {
  residentId: string;
  topic: string;
  status: 'granted' | 'ended';
  version: number;
  subscriptionId: string;
  /** The ledger entry that decided it. */
  ledgerIndex: number;
}

export interface Decisions {
  /** What changed, one for each (resident, topic). */
  standings: StandingState[];
  /** By ledger index: what the event decided, and what of a grant nothing in the same batch has ended again. */
  byIndex: Map<number, StandingState[]>;
}

/**
 * Follows events in ledger order. Order of arrival does not matter: the higher version wins, so a late confirmation never
 * revives what was withdrawn (LEAVE-6). A withdrawal that comes first leaves a tombstone.
 * @param known the standings of the residents and topics that the events name.
 */
export function decideStandings(known: StandingState[], events: RecordedEvent[]): Decisions {
  const current = new Map(known.map((state) => [keyOf(state), state]));
  const decided = events.map((event) => {
    const won = proposedBy(event).filter((proposed) => wins(proposed, current.get(keyOf(proposed))));
    for (const state of won) current.set(keyOf(state), state);
    return { index: event.index, won };
  });
  const stands = (state: StandingState) => state.status === 'ended' || current.get(keyOf(state)) === state;
  const changed = new Set(decided.flatMap(({ won }) => won));
  return {
    standings: [...current.values()].filter((state) => changed.has(state)),
    byIndex: new Map(decided.map(({ index, won }) => [index, won.filter(stands)])),
  };
}

/** Whether an event of this sort can change a standing at all. */
export function decidesStanding({ action }: ConsentPayload): boolean {
  return action === 'confirmed' || action === 'withdrew';
}

/** At the same version an end wins: in doubt we do not write. */
function wins(proposed: StandingState, current: StandingState | undefined): boolean {
  if (!current) return true;
  if (proposed.version !== current.version) return proposed.version > current.version;
  return proposed.status === 'ended' && current.status === 'granted';
}

function proposedBy({ index, payload }: RecordedEvent): StandingState[] {
  const state = (subscription: PayloadSubscription, status: StandingState['status']): StandingState => ({
    residentId: payload.resident_id,
    topic: subscription.topic,
    status,
    version: subscription.version,
    subscriptionId: subscription.subscription_id,
    ledgerIndex: index,
  });
  if (payload.action === 'confirmed') return payload.topics.map((topic) => state(topic, 'granted'));
  if (payload.action === 'withdrew') return payload.topics.map((topic) => state(topic, 'ended'));
  return [];
}

function keyOf({ residentId, topic }: StandingState): string {
  return `${residentId} ${topic}`;
}
