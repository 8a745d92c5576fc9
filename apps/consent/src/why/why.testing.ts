import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../../test/support/index.ts';
import { people } from '../../../../tools/development-provider/people.ts';
import { startProvider } from '../../../../tools/development-provider/server.ts';
import { deliveryAsked, dispatchFinished, released } from '../acts/acts.testing.ts';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import { count, recordOf } from '../ledger.testing.ts';
import {
  asked,
  askedTopic,
  confirmed,
  NOTICE_FR,
  sha256,
  subscribedTopic,
  topicPublished,
} from '../messages.testing.ts';
import { signIn } from '../sign-in.testing.ts';

export interface Follower {
  residentId: string;
  address: string;
  asked: number;
  confirmed: number;
}

export interface RunningWhy {
  consent: RunningConsent;
  /** @returns the index of the message's entry. */
  tell(message: { eventId: string }): Promise<number>;
  /** Somebody who asked and confirmed, in French. */
  follow(address: string): Promise<Follower>;
  /** One released and finished dispatch, and an auditor's question about its delivery. @returns the question's id. */
  ask(follower: Follower, own?: Parameters<typeof deliveryAsked>[0]): Promise<string>;
  open(url: string, language?: 'en' | 'fr'): ReturnType<RunningConsent['app']['inject']>;
  /** What auditors are on record to have looked at, the oldest first. */
  looks(residentId: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export async function runWhy(): Promise<RunningWhy> {
  const facts = { port: 0, publicUrl: 'http://localhost:8080', clientSecret: 'secret' };
  const provider = await startProvider(facts, { people, claimsIn: 'id-token' });
  const folder = mkdtempSync(join(tmpdir(), 'tidings-why-'));
  const consent = await runConsent({
    OIDC_ISSUER: provider.issuer,
    ERASURE_JOURNAL_FILE: join(folder, 'erasures.ndjson'),
  });
  const cookie = await signIn(consent, 'demo-odile');
  const tell = async (message: { eventId: string }) => {
    await consent.send(message);
    return (await recordOf(consent, message)).index;
  };
  await consent.send(topicPublished());
  await eventually(
    () => count(consent, 'leaves'),
    (leaves) => leaves === 3,
  );
  return {
    consent,
    tell,
    follow: async (address) => {
      const one = { residentId: randomUUID(), requestId: randomUUID(), address, language: 'fr' };
      const notice = sha256(NOTICE_FR);
      const first = await tell(asked({ ...one, topics: [askedTopic({ notice })] }));
      const second = await tell(confirmed({ ...one, topics: [subscribedTopic({ notice })] }));
      return { ...one, asked: first, confirmed: second };
    },
    ask: async ({ residentId, confirmed: ledgerIndex }, own = {}) => {
      const announcementId = randomUUID();
      await tell(released({ announcementId }));
      const dispatch = dispatchFinished({ announcementId });
      await consent.send(dispatch);
      await recordOf(consent, { eventId: dispatch.dispatchId });
      const { dispatchId } = dispatch;
      const question = deliveryAsked({ announcementId, dispatchId, residentId, ledgerIndex, ...own });
      await tell(question);
      return question.eventId;
    },
    open: async (url, language = 'en') =>
      consent.app.inject({ url, headers: { cookie, 'accept-language': language } }),
    looks: async (residentId) => {
      await consent.sequence();
      const rows = await consent.dataSource.query<{ payload: string }[]>(
        `SELECT payload FROM records WHERE action = 'looked-at-resident' AND resident_id = $1 ORDER BY leaf_index`,
        [residentId],
      );
      return rows.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
    },
    stop: async () => {
      await consent.stop();
      await provider.close();
      rmSync(folder, { recursive: true });
    },
  };
}
