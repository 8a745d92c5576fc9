import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { ErasureAskedV1, ResidentErasedV2, StandingEndedV1, StandingGrantedV3 } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import { addPending } from '../intake/pending.query.ts';
import type { ConsentPayload } from '../ledger/consent-payload.ts';
import { naiveRoot, storedEntries } from '../ledger.testing.ts';
import { payloads, pendingOf, subscribedTopic } from '../messages.testing.ts';
import { rebuildStandings } from '../standing/rebuild-standings.ts';
import { addressHash } from './address-hash.ts';
import { ErasureJournal } from './erasure-journal.ts';
import { ErasureReplay } from './erasure-replay.ts';
import { ErasuresConsumer } from './erasures.consumer.ts';
import { ErasuresService } from './erasures.service.ts';
import { HoldsService } from './holds.service.ts';

const ADDRESS = 'erase.me@example.ca';
const order = { by: 'Odile', reason: 'request 7' };

let folder: string;
let journal: string;
let consent: RunningConsent;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidings-erasure-'));
  journal = join(folder, 'erasures.ndjson');
  consent = await openConsent({ ERASURE_JOURNAL_FILE: journal });
});
afterAll(async () => {
  await consent.stop();
  rmSync(folder, { recursive: true });
});

const record = async (...events: ConsentPayload[]) => {
  for (const payload of events) await addPending(consent.dataSource.manager, pendingOf(payload), 'normal');
  await consent.sequence();
};
const rows = <T>(sql: string, ...parameters: unknown[]) => consent.dataSource.query<T[]>(sql, parameters);
const erase = (address = ADDRESS) => consent.app.get(ErasuresService).erase({ address, ...order });

/** Somebody who asked and confirmed. */
async function follower(address = ADDRESS): Promise<string> {
  const residentId = randomUUID();
  const topics = [subscribedTopic()];
  await record(payloads.asked({ residentId, address }), payloads.confirmed({ residentId, address, topics }));
  return residentId;
}

/** Everything that the schema holds, as a dump would. */
async function everything(): Promise<string> {
  const owner = new Client({ connectionString: consent.database.ownerUrl });
  await owner.connect();
  const { rows: tables } = await owner.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'consent' AND tablename <> 'outbox'",
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows: lines } = await owner.query<{ line: string }>(
      `SELECT t::text AS line FROM consent.${name} AS t`,
    );
    texts.push(...lines.map(({ line }) => line));
  }
  await owner.end();
  return texts.join('\n');
}

describe('PROOF-5: erasing a resident', () => {
  it('leaves no trace of the address in the database, and the tree whole', async () => {
    const residentId = await follower();
    const before = await storedEntries(consent);
    expect(await everything()).toContain(ADDRESS);
    expect(await erase()).toEqual({ residents: 1, records: 2 });
    await consent.sequence();
    expect(await everything()).not.toContain(ADDRESS);
    const entries = await storedEntries(consent);
    expect(entries.slice(0, before.length)).toEqual(before);
    const [last] = await rows<{ root: Buffer }>('SELECT root FROM checkpoints ORDER BY size DESC LIMIT 1');
    expect(last?.root).toEqual(naiveRoot(entries));
    const ended = (await consent.posted(StandingEndedV1)).filter((each) => each.residentId === residentId);
    expect(ended).toMatchObject([{ reason: 'erased' }]);
  });

  it('shows what was erased as erased, and names its leaves in an entry of its own', async () => {
    const residentId = await follower();
    await erase();
    await consent.sequence();
    const size = (await storedEntries(consent)).length;
    const newest = [1, 2, 3, 4].map((back) => size - back);
    const evidence = await consent.app.get(EvidenceService).atAll(newest);
    expect(evidence.map(({ kind, action, status }) => [kind, action, status])).toEqual([
      ['erase', 'erased-resident', 'open'],
      ['consent', 'erased', 'open'],
      ['consent', undefined, 'erased'],
      ['consent', undefined, 'erased'],
    ]);
    const leaves = evidence.slice(2).map(({ index }) => index);
    expect(evidence[0]?.act).toMatchObject({
      resident_id: residentId,
      entries: leaves.toSorted(),
      by: 'Odile',
    });
  });

  it('tells the other services by ids, keyed hash and spellings, and the journal holds no address', async () => {
    const residentId = await follower();
    await erase();
    const hash = addressHash(ADDRESS, consent.settings.addressKey[0] ?? '').toString('base64');
    const told = (await consent.posted(ResidentErasedV2)).at(-1);
    expect(told).toMatchObject({ residentIds: [residentId], addressHash: hash, addresses: [ADDRESS] });
    expect(new ErasureJournal(journal).read().at(-1)).toMatchObject({
      resident_ids: [residentId],
      address_hash: hash,
    });
    expect(readFileSync(journal, 'utf8')).not.toContain('@');
    await consent.sequence();
  });

  it('LEAVE-6: an event of theirs that comes late is not recorded and grants nothing', async () => {
    const residentId = await follower();
    await erase();
    await consent.sequence();
    const topics = [subscribedTopic({ version: 5 })];
    await record(payloads.confirmed({ residentId, address: ADDRESS, topics }));
    expect(await everything()).not.toContain(ADDRESS);
    const granted = (await consent.posted(StandingGrantedV3)).filter(
      (each) => each.residentId === residentId,
    );
    expect(granted).toHaveLength(1);
  });

  it('PROOF-1: standings still follow from the ledger', async () => {
    await follower();
    await erase();
    await consent.sequence();
    expect(await rebuildStandings(consent.dataSource, 'compare')).toMatchObject({
      missing: 0,
      surplus: 0,
      different: 0,
    });
  });

  it('of an address that nobody knows here is told to the others all the same', async () => {
    expect(await erase('nobody@example.ca')).toEqual({ residents: 0, records: 0 });
    expect((await consent.posted(ResidentErasedV2)).at(-1)).toMatchObject({
      residentIds: [],
      addresses: ['nobody@example.ca'],
    });
  });
});

describe('PROOF-5: a resident who asks to be erased on their own page', () => {
  const asked = (residentId: string, address: string) =>
    Object.assign(new ErasureAskedV1(), {
      erasureId: randomUUID(),
      residentId,
      address,
      askedAt: '2026-03-02T14:59:00.000Z',
    });
  const take = (message: ErasureAskedV1) =>
    consent.app
      .get(Corridor)
      .act((act) => consent.app.get(ErasuresConsumer).asked(message, { ...act, messageId: randomUUID() }));

  it('is erased, however often the wish comes, also an id that the ledger never knew', async () => {
    const known = await follower('wish@example.ca');
    const unknown = randomUUID();
    const message = asked(unknown, 'wish@example.ca');
    await take(message);
    await take(message);
    await consent.sequence();
    expect(await everything()).not.toContain('wish@example.ca');
    const told = (await consent.posted(ResidentErasedV2)).filter(({ residentIds }) =>
      residentIds.includes(unknown),
    );
    expect(told[0]?.residentIds).toEqual([known, unknown].sort());
    const [entry] = new ErasureJournal(journal)
      .read()
      .filter(({ erasure_id }) => erasure_id === message.erasureId);
    expect(entry).toMatchObject({ by: 'resident', address_hash: told[0]?.addressHash });
  });

  it('is kept while a legal hold is set, and the ledger says that they asked', async () => {
    const address = 'wish-held@example.ca';
    const residentId = await follower(address);
    await consent.app.get(HoldsService).set({ address, ...order });
    await take(asked(residentId, address));
    await consent.sequence();
    expect(await everything()).toContain(address);
    const acts = await rows<{ action: string }>(
      'SELECT action FROM records WHERE resident_id = $1 ORDER BY leaf_index DESC LIMIT 1',
      residentId,
    );
    expect(acts).toEqual([{ action: 'held-back-erasure' }]);
    await consent.app.get(HoldsService).lift({ address, ...order });
  });
});

describe('a legal hold', () => {
  const holds = () => consent.app.get(HoldsService);
  const held = (address: string | undefined) => ({ address, ...order });

  it.each([
    ['of the address', 'held@example.ca'],
    ['of everybody', undefined],
  ])('%s refuses the erasure until it is lifted, and both are recorded', async (_, covered) => {
    const address = 'held@example.ca';
    const residentId = await follower(address);
    expect(await holds().set(held(covered))).toBeGreaterThan(0);
    const lines = readFileSync(journal, 'utf8');
    await expect(erase(address)).rejects.toThrow('under legal hold');
    expect(readFileSync(journal, 'utf8')).toBe(lines);
    const remove = rows('DELETE FROM records WHERE resident_id = $1', residentId);
    await expect(remove).rejects.toMatchObject({ code: 'TL005' });
    expect(await holds().lift(held(covered))).toBeGreaterThan(0);
    expect(await erase(address)).toEqual({ residents: 1, records: 2 });
    await consent.sequence();
    const acts = await rows<{ action: string }>(
      "SELECT action FROM records WHERE action LIKE '%hold' ORDER BY leaf_index DESC LIMIT 2",
    );
    expect(acts.map(({ action }) => action)).toEqual(['lifted-hold', 'set-hold']);
  });

  it('of an address that is not known holds nothing', async () => {
    expect(await holds().set(held('stranger@example.ca'))).toBe(0);
  });
});

describe('the journal after a restore', () => {
  it('PROOF-5: erases again before anything is served, and once', async () => {
    const address = 'restored@example.ca';
    await follower(address);
    const backup = await dump();
    await erase(address);
    await consent.sequence();
    await restore(backup);
    expect(await everything()).toContain(address);
    await consent.app.get(ErasureReplay).onModuleInit();
    await consent.sequence();
    expect(await everything()).not.toContain(address);
    const told = (await consent.posted(ResidentErasedV2)).length;
    await consent.app.get(ErasureReplay).onModuleInit();
    expect(await consent.posted(ResidentErasedV2)).toHaveLength(told);
  });

  it('that lacks what the database knows keeps the service from starting', async () => {
    const other = await openConsent({ ERASURE_JOURNAL_FILE: join(folder, 'other.ndjson') }, consent.database);
    await expect(other.app.get(ErasureReplay).onModuleInit()).rejects.toThrow('ERASURE_JOURNAL_FILE');
    await other.stop();
  });
});

const TABLES = ['records', 'details', 'residents', 'erasures', 'erased_residents', 'standings'];

/** What an old dump would bring back of the tables that an erasure changes. */
async function dump(): Promise<Map<string, object[]>> {
  const kept = new Map<string, object[]>();
  for (const table of TABLES) kept.set(table, await rows<object>(`SELECT * FROM ${table}`));
  return kept;
}

async function restore(kept: Map<string, object[]>): Promise<void> {
  const owner = new Client({ connectionString: consent.database.ownerUrl });
  await owner.connect();
  await owner.query('SET search_path = consent; SET session_replication_role = replica');
  for (const table of TABLES) await owner.query(`DELETE FROM ${table}`);
  for (const [table, lines] of kept) {
    const json = JSON.stringify(lines.map(withHexOctets));
    await owner.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
      json,
    ]);
  }
  await owner.end();
}

function withHexOctets(line: object): object {
  const columns = Object.entries(line).map(([name, value]) => [
    name,
    Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value,
  ]);
  return Object.fromEntries(columns);
}
