import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { waitUntil } from '../../processes/wait-until.ts';
import { faultsOfAnswers, type LoadFigures, type load } from './load.ts';
import { drawProofs } from './proofs.ts';
import type { SiteCity } from './site-city.ts';
import { visitor } from './visitor.ts';

export interface SignUpFigures extends LoadFigures {
  /** Until the last confirmation mail had arrived, after the last answer. */
  arrivedAfterSeconds: number;
  /** What became of them. */
  pending: number;
  mails: number;
  faults: string[];
}

const ARRIVE_SECONDS = 600;
/** Nobody fills in a form in less: what comes earlier counts as if it came from a program. */
const UNHURRIED_MILLISECONDS = 3500;
const DOMAINS = 1000;

/**
 * Residents send the form of the home page, each another address from another network, with a proof of work of their own: as a browser
 * does. Every answer that says yes must be a pending request and a confirmation mail that arrived.
 */
export async function measureSignUp(
  { subscription, sink }: SiteCity,
  owner: Client,
  order: { amount: number; connections: number; perSecond: number | undefined; load: typeof load },
): Promise<SignUpFigures> {
  const form = await readForm(subscription.url);
  const unhurried = pause(UNHURRIED_MILLISECONDS);
  const proofs = await drawProofs(subscription.url, order.amount);
  await unhurried;
  const mailsBefore = mailsOf(sink.lines());
  const figures = await order.load({
    ...order,
    url: `${subscription.url}/?lang=en`,
    request: (number) => ({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...visitor(number) },
      body: new URLSearchParams({
        ...form,
        topics: 'digital-infrastructure-plan',
        email: addressOf(number),
        altcha: proofs[number - 1] ?? '',
      }).toString(),
    }),
    isRight: ({ status, headers }) => status === 303 && headers.location === '/check-your-mail?lang=en',
  });
  const answeredAt = performance.now();
  const pending = await readPending(owner);
  const mails = () => mailsOf(sink.lines()) - mailsBefore;
  await waitUntil('the mails to arrive', ARRIVE_SECONDS, () => mails() >= pending.size).catch(
    () => undefined,
  );
  const arrivedAfterSeconds = (performance.now() - answeredAt) / 1000;
  const lost = [...figures.right].filter((number) => !pending.has(addressOf(number))).length;
  const faults = [
    ...faultsOfAnswers(figures),
    ...(lost === 0 ? [] : [`${lost} that were accepted are no pending request`]),
    ...(mails() === pending.size ? [] : [`${pending.size} pending requests, and ${mails()} mails`]),
  ];
  return { ...figures, pending: pending.size, mails: mails(), arrivedAfterSeconds, faults };
}

function addressOf(number: number): string {
  return `resident${number}@d${number % DOMAINS}.example`;
}

/** What a browser sends besides what a person fills in: the values that the page carries. */
async function readForm(site: string): Promise<Record<string, string>> {
  const page = await (await fetch(`${site}/?lang=en`)).text();
  const hidden = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, value]));
}

/** The addresses of those who asked, wait for their confirmation mail or have it, and have not answered it. */
async function readPending(owner: Client): Promise<Set<string>> {
  const { rows } = await owner.query<{ address: string }>(
    `SELECT address FROM subscription.requests WHERE address LIKE 'resident%.example' AND state = 'pending' AND token_hash IS NOT NULL`,
  );
  return new Set(rows.map(({ address }) => address));
}

function mailsOf(lines: { mails?: number }[]): number {
  return lines.findLast(({ mails }) => mails !== undefined)?.mails ?? 0;
}
