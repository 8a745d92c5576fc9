import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../../../test/support/index.ts';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { fillSmallLedger } from '../evidence/small-ledger.testing.ts';
import { fillInbox } from '../ledger.testing.ts';
import { PublicationService } from '../publication/publication.service.ts';
import { IntegrityService } from './integrity.service.ts';

let consent: RunningConsent;
let integrity: IntegrityService;
let owner: Client;
let minute = 0;

beforeAll(async () => {
  consent = await openConsent();
  integrity = consent.app.get(IntegrityService);
  await fillSmallLedger(consent);
  await consent.app.get(PublicationService).publish();
  // More than one page of the check, and more than one level of tiles.
  await fillInbox(consent, 1200);
  await consent.sequence();
  await consent.app.get(PublicationService).publish();
  owner = new Client({ connectionString: consent.database.ownerUrl });
  await owner.connect();
  // An intruder with every right: neither triggers nor constraints are in the way.
  await owner.query('SET search_path = consent; SET session_replication_role = replica');
  const { rows } = await owner.query<{ drop: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop FROM pg_constraint
     WHERE contype = 'c' AND connamespace = 'consent'::regnamespace`,
  );
  for (const { drop } of rows) await owner.query(drop);
}, 60_000);
afterAll(async () => {
  await owner.end();
  await consent.stop();
});

/** Asks for a check, a minute later each time, and waits for its end. */
async function check() {
  minute += 1;
  consent.clock.set(new Date(Date.UTC(2026, 2, 2, 15, minute)).toISOString());
  await integrity.check('subject-of-odile');
  const ended = await eventually(
    () => integrity.latest(),
    ([newest]) => newest?.finishedAt?.getUTCMinutes() === minute,
  );
  if (!ended[0]) throw new Error('no check');
  return ended[0];
}

/** Changes one row behind the service's back while a check runs, and puts it back. @param change `null` takes it away. */
async function checkWith(table: string, where: string, change: string | null) {
  await owner.query(`CREATE TEMP TABLE kept AS SELECT * FROM ${table} WHERE ${where}`);
  const statement = change === null ? `DELETE FROM ${table}` : `UPDATE ${table} SET ${change}`;
  try {
    expect((await owner.query(`${statement} WHERE ${where}`)).rowCount).toBe(1);
    return await check();
  } finally {
    await owner.query(`DELETE FROM ${table} WHERE ${where}`);
    await owner.query(`INSERT INTO ${table} SELECT * FROM kept; DROP TABLE kept`);
  }
}

describe('the check of the whole ledger, as an auditor asks for it', () => {
  it('PROOF-3: finds nothing amiss in a sound ledger, and is an act of staff', async () => {
    const done = await check();
    expect(done).toMatchObject({ finding: null, askedBy: 'subject-of-odile', isRunning: false });
    expect([done.checked, done.size]).toEqual([1206, 1206]);
    await consent.sequence();
    const [row] = await consent.dataSource.query<{ payload: string }[]>(
      "SELECT payload FROM records WHERE action = 'checked-integrity'",
    );
    expect(JSON.parse(row?.payload ?? '{}')).toMatchObject({ auditor: 'subject-of-odile' });
  });

  it.each([
    ['an entry', 'leaves', 'index = 700', 'entry = set_byte(entry, 8, get_byte(entry, 8) # 1)', 'hash 700'],
    ['its hash', 'leaves', 'index = 700', 'hash = set_byte(hash, 0, get_byte(hash, 0) # 1)', 'hash 700'],
    [
      'a payload',
      'records',
      'leaf_index = 3',
      `payload = replace(payload, '"action"', '"actioN"')`,
      'commitment 3',
    ],
    [
      'a salt',
      'records',
      'leaf_index = 3',
      'salt = set_byte(salt, 31, get_byte(salt, 31) # 1)',
      'commitment 3',
    ],
    ['a detail', 'details', "leaf_index = 3 AND kind = 'address'", "value = value || 'x'", 'detail 3'],
    ['a root', 'checkpoints', 'size = 6', 'root = set_byte(root, 5, get_byte(root, 5) # 1)', 'root 5'],
    [
      'what was signed',
      'signed_checkpoints',
      'size = 6',
      'root = set_byte(root, 5, get_byte(root, 5) # 1)',
      'signed 5',
    ],
    [
      'a signed note',
      'signed_checkpoints',
      'size = 6',
      "note = replace(note, E'\\n6\\n', E'\\n7\\n')",
      'signed 5',
    ],
    ['the words of a notice', 'notices', 'true', "text = text || '.'", 'notice 1'],
    [
      'a full tile',
      'tiles',
      'level = 0 AND index = 2',
      'hashes = set_byte(hashes, 99, get_byte(hashes, 99) # 1)',
      'tile 512',
    ],
    [
      'the last tile',
      'tiles',
      'level = 0 AND index = 4',
      'hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1)',
      'tile 1024',
    ],
    [
      'a tile above',
      'tiles',
      'level = 1',
      'hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)',
      'tile 0',
    ],
  ])('PROOF-3: names one byte changed in %s', async (_, table, where, change, finding) => {
    const done = await checkWith(table, where, change);
    expect(done.finding).toBe(finding);
    expect(consent.log.join('')).toContain('the whole ledger is not the one that was written');
  });

  it('names an entry that is gone, in the middle and at the end', async () => {
    const gone = (index: number) => checkWith('leaves', `index = ${index}`, null);
    expect((await gone(700)).finding).toBe('gap 700');
    const last = (await check()).size - 1;
    expect((await gone(last)).finding).toBe(`gap ${last}`);
  });

  it('PROOF-5: finds nothing amiss in what was erased', async () => {
    // Past the triggers, by which a record takes its details with it.
    await owner.query('DELETE FROM details WHERE leaf_index = 3');
    const done = await checkWith('records', 'leaf_index = 3', null);
    expect(done.finding).toBeNull();
  });

  it('runs once at a time, and says of one that was left by a dead process that it was cut off', async () => {
    const { rows } = await owner.query<{ now: Date }>(
      `INSERT INTO integrity_checks (id, asked_by, started_at, size, checked, seen_at)
       VALUES (gen_random_uuid(), 'another', $1, 9, 3, $1) RETURNING started_at AS now`,
      [new Date(Date.UTC(2026, 2, 2, 16))],
    );
    consent.clock.set('2026-03-02T16:00:30Z');
    await integrity.check('subject-of-odile');
    const [running] = await integrity.latest();
    expect(running).toMatchObject({ askedBy: 'another', isRunning: true, startedAt: rows[0]?.now });
    consent.clock.set('2026-03-02T16:01:30Z');
    expect((await integrity.latest())[0]).toMatchObject({
      askedBy: 'another',
      isRunning: false,
      finishedAt: null,
    });
  });

  it('goes on when it ends well after one that was cut off', async () => {
    minute = 59;
    consent.clock.set('2026-03-02T17:00:00Z');
    await integrity.check('subject-of-paul');
    const [done] = await eventually(
      () => integrity.latest(),
      ([newest]) => newest?.askedBy === 'subject-of-paul' && newest.finishedAt !== null,
    );
    expect(done?.finding).toBeNull();
  });
});
