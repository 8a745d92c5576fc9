import type { Client } from 'pg';
import type * as Links from '../../../libs/links/src/index.ts';
import { fillAudience } from '../../audience/fill-audience.ts';
import { waitUntil } from '../../processes/wait-until.ts';
import { built } from '../built.ts';
import { TOPIC } from '../delivery/city.ts';
import { bringLeavers } from '../delivery/leaving.ts';
import { LEAVING } from '../delivery/sink.ts';
import type { LoadFigures, load } from './load.ts';
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
  let number = 0;
  const figures = await order.load({
    ...order,
    url: subscription.url,
    next: (request) => {
      const leaver = leavers[number % leavers.length];
      number += 1;
      return {
        ...request,
        method: 'POST',
        path: `/leave/${links.token(leaver?.subscriptionId ?? '')}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...visitor(number) },
        body: 'List-Unsubscribe=One-Click',
      };
    },
  });
  const answeredAt = performance.now();
  const left = await countLeft(owner);
  const ended = () => countEnded(owner);
  await waitUntil('everyone to have left', EFFECTIVE_SECONDS, async () => (await ended()) >= left).catch(
    () => undefined,
  );
  const effectiveAfterSeconds = (performance.now() - answeredAt) / 1000;
  const accepted = figures.statuses[200] ?? 0;
  const faults = [
    ...(accepted === order.amount ? [] : [`${order.amount - accepted} of ${order.amount} were not accepted`]),
    // Connections build their first request before they send it, so a few of the residents are asked for twice, or not at all.
    ...(left >= accepted - order.connections ? [] : [`${accepted} were accepted, and ${left} have left`]),
    ...((await ended()) === left ? [] : [`${left} have left, and ${await ended()} are not written to`]),
  ];
  return { ...figures, effectiveAfterSeconds, faults };
}

async function countLeft(owner: Client): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM subscription.subscriptions WHERE state = 'ended'",
  );
  return rows[0]?.count ?? 0;
}

async function countEnded(owner: Client): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM notification.audience WHERE NOT active',
  );
  return rows[0]?.count ?? 0;
}
