import type { Client } from 'pg';
import type * as Links from '../../../libs/links/src/index.ts';
import { fillAudience } from '../../audience/fill-audience.ts';
import { waitUntil } from '../../processes/wait-until.ts';
import { built } from '../built.ts';
import { TOPIC } from '../delivery/city.ts';
import { bringLeavers } from '../delivery/leaving.ts';
import { LEAVING } from '../delivery/sink.ts';
import { faultsOfAnswers, type LoadFigures, type load } from './load.ts';
import type { SiteCity } from './site-city.ts';
import { visitor } from './visitor.ts';

export interface OneClickFigures extends LoadFigures {
  /** Until *notification* knew of the last one, after the last answer. */
  effectiveAfterSeconds: number;
  faults: string[];
}

const EFFECTIVE_SECONDS = 300;

/** Mail programs send the one-click POST of RFC 8058, each for another resident. Each must have ended a subscription everywhere. */
export async function measureOneClick(
  { subscription, installation }: SiteCity,
  owner: Client,
  order: { amount: number; connections: number; perSecond: number | undefined; load: typeof load },
): Promise<OneClickFigures> {
  await fillAudience(owner, { topic: TOPIC, residents: order.amount, name: LEAVING });
  const leavers = await bringLeavers(owner, TOPIC, installation.secrets);
  await owner.query('VACUUM (ANALYZE) subscription.residents, subscription.subscriptions');
  const { LeaveLinks } = await built<typeof Links>('libs/links/src/index.js');
  const links = new LeaveLinks([installation.secrets.LINK_KEYS]);
  const figures = await order.load({
    ...order,
    url: subscription.url,
    request: (number) => ({
      method: 'POST',
      path: `/leave/${links.token(leavers[number - 1]?.subscriptionId ?? '')}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...visitor(number) },
      body: 'List-Unsubscribe=One-Click',
    }),
    isRight: ({ status, body }) => status === 200 && body === 'You have left.\n',
  });
  const answeredAt = performance.now();
  const left = await readLeft(owner);
  const ended = () => countEnded(owner);
  await waitUntil('everyone to have left', EFFECTIVE_SECONDS, async () => (await ended()) >= left.size).catch(
    () => undefined,
  );
  const effectiveAfterSeconds = (performance.now() - answeredAt) / 1000;
  const stayed = [...figures.right].filter((number) => !left.has(leavers[number - 1]?.subscriptionId ?? ''));
  const faults = [
    ...faultsOfAnswers(figures),
    ...(stayed.length === 0 ? [] : [`${stayed.length} who were told that they left still follow`]),
    ...((await ended()) === left.size
      ? []
      : [`${left.size} have left, and ${await ended()} are not written to`]),
  ];
  return { ...figures, effectiveAfterSeconds, faults };
}

/** The subscriptions that their residents withdrew from. */
async function readLeft(owner: Client): Promise<Set<string>> {
  const { rows } = await owner.query<{ id: string }>(
    "SELECT id FROM subscription.subscriptions WHERE state = 'ended' AND end_reason = 'withdrew'",
  );
  return new Set(rows.map(({ id }) => id));
}

async function countEnded(owner: Client): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM notification.audience WHERE NOT active',
  );
  return rows[0]?.count ?? 0;
}
