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
  /** Why we may write: asked for and confirmed here, express consent given elsewhere, or implied. Null when we may not. */
  basis: 'express' | 'imported' | 'implied' | null;
  /** When implied consent ends by itself (IMP-2), as ISO 8601. */
  expiresAt: string | null;
  endedBy: 'withdrew' | 'expired' | 'erased' | null;
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
    const won = proposedBy(event).flatMap((proposed) => {
      const known = current.get(keyOf(proposed));
      if (!wins(proposed, known)) return [];
      return [{ ...proposed, version: Math.max(proposed.version, known?.version ?? 0) }];
    });
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
  return action !== 'asked' && action !== 'declined';
}

/** At the same version an end wins: in doubt we do not write. */
function wins(proposed: StandingState, current: StandingState | undefined): boolean {
  if (!current) return true;
  if (isImported(proposed) && wasLeft(current)) return false;
  if (isImported(current) && wasLeft(proposed)) return true;
  if (proposed.version !== current.version) return proposed.version > current.version;
  return proposed.status === 'ended' && current.status === 'granted';
}

/** LEAVE-6: whatever the versions say, no import brings back what a resident left, not even one that came first. */
function wasLeft({ endedBy }: StandingState): boolean {
  return endedBy === 'withdrew' || endedBy === 'erased';
}

function isImported({ basis }: StandingState): boolean {
  return basis === 'imported' || basis === 'implied';
}

function proposedBy({ index, payload }: RecordedEvent): StandingState[] {
  const outcome = outcomeOf(payload);
  if (!outcome) return [];
  const { state, topics } = outcome;
  return topics.map((subscription) => ({
    residentId: payload.resident_id,
    topic: subscription.topic,
    version: subscription.version,
    subscriptionId: subscription.subscription_id,
    ledgerIndex: index,
    ...state,
  }));
}

type Outcome = Pick<StandingState, 'status' | 'basis' | 'expiresAt' | 'endedBy'>;

function outcomeOf(
  payload: ConsentPayload,
): { state: Outcome; topics: readonly PayloadSubscription[] } | undefined {
  switch (payload.action) {
    case 'confirmed':
      return { state: granted('express'), topics: payload.topics };
    case 'imported':
      if (payload.expires_at === null) return { state: granted('imported'), topics: payload.topics };
      return { state: granted('implied', payload.expires_at), topics: payload.topics };
    case 'withdrew':
    case 'expired':
    case 'erased':
      return {
        state: { status: 'ended', basis: null, expiresAt: null, endedBy: payload.action },
        topics: payload.topics,
      };
    default:
      return undefined;
  }
}

function granted(basis: NonNullable<StandingState['basis']>, expiresAt: string | null = null): Outcome {
  return { status: 'granted', basis, expiresAt, endedBy: null };
}

function keyOf({ residentId, topic }: StandingState): string {
  return `${residentId} ${topic}`;
}
