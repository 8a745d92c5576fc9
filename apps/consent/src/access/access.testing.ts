import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessAskedV1, AccessPartAskedV1, AccessPartV1, AccessReadyV1 } from '#libs/contracts';
import { eventually } from '../../../../test/support/index.ts';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import { recordOf } from '../ledger.testing.ts';
import {
  asked,
  confirmation,
  confirmed,
  subscribedTopic,
  topicPublished,
  withdrew,
} from '../messages.testing.ts';

export const START = '2026-03-02T15:00:00.000Z';

/** *consent* with a topic, and what the two others would say and take. */
export class AccessBench {
  consent: RunningConsent;
  #folder: string;

  async start(): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), 'tidings-access-'));
    this.consent = await runConsent({ ERASURE_JOURNAL_FILE: join(this.#folder, 'erasures.ndjson') });
    await this.consent.send(topicPublished());
  }

  async stop(): Promise<void> {
    await this.consent.stop();
    rmSync(this.#folder, { recursive: true });
  }

  /** Somebody who asked, confirmed and left, all in the ledger. */
  async resident(address: string): Promise<string> {
    const residentId = randomUUID();
    const topics = [subscribedTopic()];
    const left = withdrew({ residentId, topics: topics.map((topic) => ({ ...topic, version: 2 })) });
    for (const message of [
      asked({ residentId, address, confirmation: confirmation() }),
      confirmed({ residentId, address, topics }),
      left,
    ]) {
      await this.consent.send(message);
      await recordOf(this.consent, message);
    }
    return residentId;
  }

  /** What the other services are asked, once they are. */
  async partAsked(accessId: string): Promise<AccessPartAskedV1> {
    return this.#posted(AccessPartAskedV1, accessId);
  }

  async ready(accessId: string): Promise<AccessReadyV1> {
    return this.#posted(AccessReadyV1, accessId);
  }

  /** From the question to the link, with one part of *notification*. */
  async answered(own: Partial<AccessAskedV1>, part: Partial<AccessPartV1> = {}): Promise<AccessReadyV1> {
    const message = accessAsked(own);
    await this.consent.send(message);
    await this.partAsked(message.accessId);
    await this.consent.send(accessPart({ accessId: message.accessId, ...part }));
    return this.ready(message.accessId);
  }

  open(token: string, language = 'en') {
    return this.consent.app.inject({ url: `/verify/data/${token}?lang=${language}` });
  }

  press(token: string, body: Record<string, string>, language = 'en') {
    return this.consent.app.inject({
      method: 'POST',
      url: `/verify/data/${token}?lang=${language}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(body).toString(),
    });
  }

  rows<T>(sql: string, ...parameters: unknown[]): Promise<T[]> {
    return this.consent.dataSource.query<T[]>(sql, parameters);
  }

  async #posted<M extends { accessId: string }>(contract: new () => M, accessId: string): Promise<M> {
    const [message] = await eventually(
      async () => (await this.consent.posted(contract)).filter((each) => each.accessId === accessId),
      (found) => found.length > 0,
    );
    if (!message) throw new Error('nothing was posted');
    return message;
  }
}

export function accessAsked(own: Partial<AccessAskedV1> = {}): AccessAskedV1 {
  return Object.assign(new AccessAskedV1(), {
    accessId: randomUUID(),
    address: 'resident@example.ca',
    language: 'en',
    askedAt: START,
    residentIds: [],
    held: [{ name: 'subscriptions', rows: [{ topic: 'digital-plan', state: 'active' }] }],
    ...own,
  });
}

export function accessPart(own: Partial<AccessPartV1> = {}): AccessPartV1 {
  return Object.assign(new AccessPartV1(), {
    accessId: randomUUID(),
    number: 0,
    parts: 1,
    held: [{ name: 'deliveries', rows: [{ topic: 'digital-plan', outcome: 'accepted', ledger_entry: 4 }] }],
    ...own,
  });
}
