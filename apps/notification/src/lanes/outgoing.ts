import type { Random } from '#libs/clock';
import { Destinations, Lanes, Relays, readLimits, readRamps } from '#libs/lanes';
import type { SessionLimits, SmtpRelay } from '#libs/smtp';
import { relayRoutes } from '../relay-route.ts';
import type { LaneQuery } from './lane.query.ts';
import { mxLookUp } from './mx-look-up.ts';

/** Plain values of the settings, so that they can go to another process. */
export interface OutgoingFacts {
  smtpUrl: string;
  verdictRulesFile?: string;
  lanes: string;
  ramp: string;
  dispatchConnections: number;
  letterConnections: number;
  /** Of the city. */
  timeZone: string;
}

/** The relays as one process sees them. */
export function relaysOf(
  facts: Pick<OutgoingFacts, 'smtpUrl' | 'verdictRulesFile'>,
  random: Random,
): Relays<SmtpRelay> {
  return new Relays(relayRoutes(facts), () => chance(random));
}

/** The lanes of one process that sends dispatches. */
export function lanesOf(facts: Omit<OutgoingFacts, 'smtpUrl'>, query: LaneQuery, random: Random): Lanes {
  return new Lanes(readLimits(facts.lanes), readRamps(facts.ramp), {
    destinations: new Destinations(mxLookUp()),
    allotments: query,
    timeZone: facts.timeZone,
    random: () => chance(random),
  });
}

/** Of the connections that a relay allows, letters have theirs first (SEND-8). */
export function letterLimits({ letterConnections }: Pick<OutgoingFacts, 'letterConnections'>): SessionLimits {
  return {
    connections: letterConnections,
    placesAt: ({ connections }) => lettersAt(connections, letterConnections),
  };
}

export function dispatchPlaces({
  dispatchConnections,
  letterConnections,
}: Pick<OutgoingFacts, 'dispatchConnections' | 'letterConnections'>): (relay: SmtpRelay) => number {
  return ({ connections }) =>
    connections === undefined ? dispatchConnections : connections - lettersAt(connections, letterConnections);
}

/** Of two at least, one is left for dispatches. */
function lettersAt(connections: number | undefined, letterConnections: number): number {
  return connections === undefined ? letterConnections : Math.min(letterConnections, connections - 1);
}

function chance(random: Random): number {
  return random.bytes(4).readUInt32BE() / 2 ** 32;
}
