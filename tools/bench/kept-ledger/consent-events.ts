import { createHash } from 'node:crypto';
import type * as Payloads from '../../../apps/consent/src/intake/payloads.ts';
import type { ConsentPayload } from '../../../apps/consent/src/ledger/consent-payload.ts';
import { notices, topicsOf } from './consent-topics.ts';

const BEGIN = Date.parse('2026-01-05T13:00:00.000Z');
const BETWEEN_RESIDENTS_MS = 40;
/** Others ask in between: how many ask before one has confirmed, and before one has left. */
const CONFIRMED_AFTER = 2_000;
const LEFT_AFTER = 20_000;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
];

/**
 * What residents do, without end, in the order in which it happens, and the same each time: of ten who ask eight confirm,
 * and two of these leave. So there are twice as many events as residents.
 * @param payloads of the intake, so that an event here is what an event there is.
 */
export function* consentEvents(payloads: typeof Payloads): Generator<ConsentPayload> {
  for (let resident = 0; ; resident += 1) {
    yield payloads.askedPayload(asked(resident), notices);
    const confirming = resident - CONFIRMED_AFTER;
    if (confirming >= 0 && confirming % 10 < 8)
      yield payloads.confirmedPayload(confirmed(confirming), notices);
    const leaving = resident - LEFT_AFTER;
    if (leaving >= 0 && leaving % 10 < 2)
      yield payloads.withdrewPayload(withdrew(leaving), notices, '2026-01-19');
  }
}

function asked(resident: number) {
  return {
    eventId: id('asked', resident),
    requestId: id('request', resident),
    residentId: id('resident', resident),
    address: `resident.${resident}@example.${resident % 3 === 0 ? 'ca' : 'com'}`,
    language: resident % 5 === 0 ? 'fr' : 'en',
    topics: topicsOf(resident),
    occurredAt: moment(resident),
    manner: manner(resident, 'subscribe-button', '/'),
    confirmation: { token: 'T'.repeat(43), expiresAt: moment(resident) },
  };
}

function confirmed(resident: number) {
  return {
    ...asked(resident),
    eventId: id('confirmed', resident, CONFIRMED_AFTER),
    topics: subscriptionsOf(resident, 1),
    occurredAt: moment(resident + CONFIRMED_AFTER),
    secondsSinceAsked: (CONFIRMED_AFTER * BETWEEN_RESIDENTS_MS) / 1000,
    touches: resident % 4,
    manner: manner(resident, 'confirm-button', '/confirm'),
  };
}

function withdrew(resident: number) {
  return {
    eventId: id('withdrew', resident, LEFT_AFTER),
    residentId: id('resident', resident),
    topics: subscriptionsOf(resident, 2),
    occurredAt: moment(resident + LEFT_AFTER),
    manner: manner(resident, 'one-click', '/leave'),
  };
}

function subscriptionsOf(resident: number, version: number) {
  return topicsOf(resident).map((topic) => ({
    ...topic,
    subscriptionId: id(`subscription ${topic.topic}`, resident, CONFIRMED_AFTER),
    version,
  }));
}

function manner(resident: number, control: string, page: string) {
  const clientAddress = `198.51.${(resident >> 8) % 256}.${resident % 256}`;
  return { control, page, clientAddress, userAgent: AGENTS[resident % AGENTS.length] as string };
}

function moment(resident: number): string {
  return new Date(BEGIN + resident * BETWEEN_RESIDENTS_MS).toISOString();
}

/** A UUID that is the same in every run and begins with the time, as the services' own do (RFC 9562, version 7). */
function id(what: string, resident: number, delayed = 0): string {
  const time = (BEGIN + (resident + delayed) * BETWEEN_RESIDENTS_MS).toString(16).padStart(12, '0');
  const hex = createHash('sha256').update(`${what} ${resident}`).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
