import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { addPending } from '../intake/pending.query.ts';
import type { ConsentPayload } from '../ledger/consent-payload.ts';
import { payloads, pendingOf, subscribedTopic } from '../messages.testing.ts';
import { type Outcome, RetentionService } from './retention.service.ts';

/** A year and a day after everything here was written. */
export const YEAR_OVER = '2027-03-03T15:00:00.001Z';

/** When there is nothing to delete. */
export const none: Outcome = { unconfirmed: 0, ended: 0, address: 0, client_address: 0, user_agent: 0 };

export interface Clocks {
  consent: RunningConsent;
  /** Asked at index 1, confirmed at 2, left at 3, all on the second of March 2026. */
  residentId: string;
  retention(): RetentionService;
  /** Deletes what is due, and writes that into the ledger. */
  apply(): Promise<Outcome>;
  /** Somebody else who did the same. */
  somebody(address: string): Promise<string>;
  record(...events: ConsentPayload[]): Promise<void>;
  rows<T>(sql: string, ...parameters: unknown[]): Promise<T[]>;
  /** What there is about a resident, the newest first. */
  history(residentId?: string): Promise<Evidence[]>;
  /** The demo city with retention rules of its own, on the same database. */
  inCityWith(rules: object): Promise<RunningConsent>;
  stop(): Promise<void>;
}

/** A ledger with one resident who asked, confirmed and left. */
export async function openClocks(): Promise<Clocks> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-clocks-'));
  const consent = await openConsent({ ERASURE_JOURNAL_FILE: join(folder, 'erasures') });
  const record = async (...events: ConsentPayload[]) => {
    for (const payload of events) await addPending(consent.dataSource.manager, pendingOf(payload), 'normal');
    await consent.sequence();
  };
  const somebody = async (address: string) => {
    const [residentId, requestId] = [randomUUID(), randomUUID()];
    const topics = [subscribedTopic()];
    await record(
      payloads.asked({ residentId, requestId, address }),
      payloads.confirmed({ residentId, requestId, address, topics }),
      payloads.withdrew({ residentId, topics: topics.map((topic) => ({ ...topic, version: 2 })) }),
    );
    return residentId;
  };
  const residentId = await somebody('resident@example.ca');
  const retention = () => consent.app.get(RetentionService);
  return {
    consent,
    residentId,
    retention,
    somebody,
    record,
    apply: async () => {
      const outcome = await retention().apply();
      await consent.sequence();
      return outcome;
    },
    rows: <T>(sql: string, ...parameters: unknown[]) => consent.dataSource.query<T[]>(sql, parameters),
    history: (id = residentId) =>
      consent.app.get(EvidenceService).ofResident({ residentId: id, before: 10_000, limit: 50 }),
    inCityWith: (rules) => {
      const city = join(folder, randomUUID());
      cpSync(consent.settings.cityFolder, city, { recursive: true });
      writeFileSync(join(city, 'retention.json'), JSON.stringify(rules));
      return openConsent({ CITY_FOLDER: city }, consent.database);
    },
    stop: async () => {
      await consent.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
