import { createHmac, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type * as Addresses from '../../../libs/addresses/src/index.ts';
import type * as Links from '../../../libs/links/src/index.ts';
import type { Secrets } from '../../secrets.ts';
import { built } from '../built.ts';
import { LEAVING } from './sink.ts';

export interface Leaver {
  residentId: string;
  subscriptionId: string;
  address: string;
}

export interface Left extends Leaver {
  /** When subscription had answered 200, in milliseconds since 1970. */
  answeredAt: number;
  /** When *notification* had ended the standing, as seen from outside. */
  endedAt?: number;
}

const PAUSE_MILLISECONDS = 50;
/** How near the head of the line somebody leaves: among so many who come next. */
const NEXT = 100;

/** Lets *subscription* know those whom the audience has as leavers, so that their links work. @returns them by resident id. */
export async function bringLeavers(owner: Client, topic: string, secrets: Secrets): Promise<Leaver[]> {
  const { parseAddress } = await built<typeof Addresses>('libs/addresses/src/index.js');
  const { rows } = await owner.query<Leaver>(
    `SELECT resident_id AS "residentId", subscription_id AS "subscriptionId", address FROM notification.audience
     WHERE topic = $1 AND active AND address LIKE $2 || '%' ORDER BY resident_id`,
    [topic, LEAVING],
  );
  const key = Buffer.from(secrets.ADDRESS_KEY, 'base64');
  const hashes = rows.map(({ address }) => {
    const parsed = parseAddress(address);
    if ('fault' in parsed) throw new Error('an address of the bench is none');
    return createHmac('sha256', key).update(parsed.key).digest();
  });
  const columns = [rows.map((row) => row.residentId), rows.map((row) => row.address)];
  await owner.query(
    `INSERT INTO subscription.residents (id, address, address_hash, language, created_at)
     SELECT id, address, hash, 'en', now() FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS each (id, address, hash)`,
    [...columns, hashes],
  );
  await owner.query(
    `INSERT INTO subscription.subscriptions (id, resident_id, topic, topic_version, notice, state, version, started_at)
     SELECT each.id, each.resident, $3, notice.topic_version, notice.sha256, 'active', 1, now()
     FROM unnest($1::uuid[], $2::uuid[]) AS each (id, resident),
       (SELECT * FROM subscription.notices WHERE topic = $3 AND language = 'en' LIMIT 1) AS notice`,
    [rows.map((row) => row.subscriptionId), columns[0], topic],
  );
  return rows;
}

export interface LeavingOrder {
  owner: Client;
  announcementId: string;
  /** Of *subscription*. */
  site: string;
  linkKeys: string[];
}

/** Residents press the leave link one after the other, every other one just before their mail would come. */
export class Leaving {
  readonly left: Left[] = [];
  private readonly leavers: Leaver[];
  private readonly order: LeavingOrder;
  #isOver = false;
  #pressing: Promise<void> = Promise.resolve();
  #frontier = '';

  constructor(leavers: Leaver[], order: LeavingOrder) {
    this.leavers = leavers;
    this.order = order;
  }

  run(): Promise<void> {
    this.#pressing = this.#press();
    return this.#pressing;
  }

  async #press(): Promise<void> {
    const { LeaveLinks } = await built<typeof Links>('libs/links/src/index.js');
    const links = new LeaveLinks(this.order.linkKeys);
    const staying = [...this.leavers];
    for (let turn = 0; !this.#isOver && staying.length > 0; turn += 1) {
      await this.#look();
      const next = staying.findIndex(({ residentId }) => residentId > this.#frontier);
      const first = turn % 2 === 0 && next !== -1 ? next : 0;
      const last = turn % 2 === 0 ? Math.min(staying.length, first + NEXT) : staying.length;
      const [leaver] = staying.splice(randomInt(first, last), 1);
      if (!leaver) return;
      const answer = await fetch(`${this.order.site}/leave/${links.token(leaver.subscriptionId)}`, {
        method: 'POST',
        body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      });
      if (!answer.ok) throw new Error(`the leave link answers ${answer.status}`);
      await answer.text();
      this.left.push({ ...leaver, answeredAt: Date.now() });
      await pause(PAUSE_MILLISECONDS);
    }
  }

  /** Nobody presses any more; waits until all that was pressed is known to *notification*. */
  async end(): Promise<void> {
    this.#isOver = true;
    // Whoever presses at this moment is waited for as well.
    await this.#pressing;
    const deadline = Date.now() + 60_000;
    while (this.left.some(({ endedAt }) => endedAt === undefined) && Date.now() < deadline) {
      await this.#look();
      await pause(10);
    }
  }

  /** Whose standing has ended, and how far the dispatch has come. */
  async #look(): Promise<void> {
    const waiting = this.left.filter(({ endedAt }) => endedAt === undefined);
    const { rows } = await this.order.owner.query<{ id: string }>(
      'SELECT resident_id AS id FROM notification.audience WHERE resident_id = ANY($1::uuid[]) AND NOT active',
      [waiting.map(({ residentId }) => residentId)],
    );
    const ended = new Set(rows.map(({ id }) => id));
    for (const each of waiting) if (ended.has(each.residentId)) each.endedAt = Date.now();
    const { rows: front } = await this.order.owner.query<{ id: string }>(
      `SELECT resident_id AS id FROM notification.deliveries WHERE state <> 'suppressed' AND dispatch_id =
         (SELECT id FROM notification.dispatches WHERE announcement_id = $1) ORDER BY resident_id DESC LIMIT 1`,
      [this.order.announcementId],
    );
    this.#frontier = front[0]?.id ?? '';
  }
}
