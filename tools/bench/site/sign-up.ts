import type { Client } from 'pg';
import { waitUntil } from '../../processes/wait-until.ts';
import type { LoadFigures, load } from './load.ts';
import type { SiteCity } from './site-city.ts';
import { visitor } from './visitor.ts';

export interface SignUpFigures extends LoadFigures {
  /** Until the last confirmation mail had arrived, after the last answer. */
  arrivedAfterSeconds: number;
  /** What became of them. */
  rows: number;
  mails: number;
  faults: string[];
}

const ARRIVE_SECONDS = 600;

/**
 * Residents send the form of the home page, each another address from another network. Every answer that says yes must be a row of
 * *subscription* and a confirmation mail that arrived.
 */
export async function measureSignUp(
  { subscription, sink }: SiteCity,
  owner: Client,
  order: { amount: number; connections: number; perSecond: number | undefined; load: typeof load },
): Promise<SignUpFigures> {
  const form = await readForm(subscription.url);
  const mailsBefore = mailsOf(sink.lines());
  let number = 0;
  const figures = await order.load({
    ...order,
    url: `${subscription.url}/?lang=en`,
    next: (request) => {
      number += 1;
      const email = `resident${number}@d${number % 1000}.example.net`;
      return {
        ...request,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...visitor(number) },
        body: `${form}&topics=digital-infrastructure-plan&email=${encodeURIComponent(email)}`,
      };
    },
  });
  const accepted = figures.statuses[303] ?? 0;
  const answeredAt = performance.now();
  const rows = await countAsked(owner);
  const mails = () => mailsOf(sink.lines()) - mailsBefore;
  await waitUntil('the mails to arrive', ARRIVE_SECONDS, () => mails() >= accepted).catch(() => undefined);
  const arrivedAfterSeconds = (performance.now() - answeredAt) / 1000;
  const faults = [
    ...(accepted === order.amount ? [] : [`${order.amount - accepted} of ${order.amount} were not accepted`]),
    ...(rows >= accepted ? [] : [`${accepted - rows} that were accepted are no row`]),
    ...(mails() === rows ? [] : [`${rows} rows, and ${mails()} mails`]),
  ];
  return { ...figures, rows, mails: mails(), arrivedAfterSeconds, faults };
}

/** What a browser sends besides what a person fills in: the values that the page carries. */
async function readForm(site: string): Promise<string> {
  const page = await (await fetch(`${site}/?lang=en`)).text();
  const hidden = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  const form = new URLSearchParams();
  for (const [, name = '', value = ''] of hidden) form.append(name, value);
  return form.toString();
}

async function countAsked(owner: Client): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM subscription.requests WHERE address LIKE $1 AND token_hash IS NOT NULL',
    ['resident%'],
  );
  return rows[0]?.count ?? 0;
}

function mailsOf(lines: { mails?: number }[]): number {
  return lines.findLast(({ mails }) => mails !== undefined)?.mails ?? 0;
}
