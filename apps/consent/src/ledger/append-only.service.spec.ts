import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { insertNotice } from '../intake/notices.query.ts';
import { addPending } from '../intake/pending.query.ts';
import { payloads, pendingOf, topicPublished } from '../messages.testing.ts';

let consent: RunningConsent;
let role: Client;
let owner: Client;

const NOT_ALLOWED = '42501';
const APPEND_ONLY = 'TL001';

beforeAll(async () => {
  consent = await openConsent();
  const { manager } = consent.dataSource;
  const { notices, ...topic } = topicPublished();
  for (const notice of notices) {
    await insertNotice(manager, { ...notice, ...topic, topicName: 'Plan', receivedAt: new Date() });
  }
  for (let made = 0; made < 3; made += 1) await addPending(manager, pendingOf(payloads.asked()), 'normal');
  await consent.sequence();
  role = await connect(consent.database.urls.consent);
  owner = await connect(consent.database.ownerUrl);
});

afterAll(async () => {
  await Promise.all([role.end(), owner.end()]);
  await consent.stop();
});

describe('what is written stays', () => {
  it.each([
    "UPDATE leaves SET kind = 'notice' WHERE index = 1",
    'DELETE FROM leaves WHERE index = 3',
    'TRUNCATE leaves CASCADE',
    'UPDATE checkpoints SET made_at = now()',
    'DELETE FROM checkpoints',
    'TRUNCATE checkpoints CASCADE',
    "UPDATE notices SET text = 'other words'",
    'DELETE FROM notices',
    'TRUNCATE notices',
    "UPDATE records SET payload = '{}'",
    'TRUNCATE records',
    "UPDATE details SET value = 'another'",
    'TRUNCATE details',
    'UPDATE detail_deletions SET deleted_at = now()',
    'DELETE FROM detail_deletions',
    'TRUNCATE detail_deletions',
  ])("neither the service's rights nor, for the owner, a trigger allow: %s", async (statement) => {
    expect(await refusal(role, statement)).toBe(NOT_ALLOWED);
    expect(await refusal(owner, statement)).toBe(APPEND_ONLY);
  });

  it.each(['DELETE FROM tiles', 'TRUNCATE tiles'])('a tile cannot go: %s', async (statement) => {
    expect(await refusal(role, statement)).toBe(NOT_ALLOWED);
    expect(await refusal(owner, statement)).toBe(APPEND_ONLY);
  });

  it('a tile grows and never changes what it has', async () => {
    const shrinks = 'UPDATE tiles SET hashes = substring(hashes FOR 32)';
    const changes =
      "UPDATE tiles SET hashes = overlay(hashes || decode(repeat('00', 32), 'hex') PLACING '\\x00' FROM 1)";
    expect(await refusal(role, shrinks)).toBe('TL003');
    expect(await refusal(role, changes)).toBe('TL003');
    expect(await refusal(owner, shrinks)).toBe('TL003');
  });

  it.each([9, 5])('a leaf at index %d of a ledger of 4 leaves a gap and is refused', async (index) => {
    expect(await refusal(role, leafAt(index))).toBe('TL002');
    expect(await refusal(owner, leafAt(index))).toBe('TL002');
  });

  it.each([-1, 4])(
    'a record, a standing or a withdrawal that relies on a leaf at %d, which is not there, is refused',
    async (index) => {
      const record = `INSERT INTO records (leaf_index, event_id, action, resident_id, occurred_at, recorded_at, payload, salt)
      VALUES (${index}, gen_random_uuid(), 'asked', gen_random_uuid(), now(), now(), '{}', sha256('x'))`;
      const standing = `INSERT INTO standings (resident_id, topic, status, version, subscription_id, ledger_index, basis)
      VALUES (gen_random_uuid(), 'plan', 'granted', 1, gen_random_uuid(), ${index}, 'express')`;
      const changed = `INSERT INTO standings (resident_id, topic, status, version, subscription_id, ledger_index, basis)
      VALUES ('11111111-1111-4111-8111-111111111111', 'plan', 'granted', 1, gen_random_uuid(), 1, 'express');
      UPDATE standings SET ledger_index = ${index}`;
      const withdrawal = `INSERT INTO withdrawals (leaf_index, story_id, occurred_at, deadline)
      VALUES (${index}, gen_random_uuid(), now(), '2026-01-19')`;
      for (const statement of [record, standing, changed, withdrawal]) {
        expect(await refusal(role, statement)).toBe('TL006');
        expect(await refusal(owner, statement)).toBe('TL006');
      }
      // The role may not move one at all.
      const moved = `${withdrawal.replace(String(index), '1')}; UPDATE withdrawals SET leaf_index = ${index}`;
      expect(await refusal(owner, moved)).toBe('TL006');
    },
  );

  it('a leaf whose hash is not that of its entry is refused', async () => {
    expect(await refusal(role, leafAt(4).replace('sha256(', 'sha224('))).toBe('23514');
  });

  it('a checkpoint of another size than the ledger has is refused', async () => {
    const checkpoint = (size: number) => `INSERT INTO checkpoints VALUES (${size}, sha256('x'), now())`;
    expect(await refusal(role, checkpoint(5))).toBe('TL004');
    expect(await refusal(role, checkpoint(3))).toBe('TL004');
  });

  it('a notice whose words are not those of its hash is refused', async () => {
    const statement = "INSERT INTO notices VALUES (repeat('0', 64), 'plan', 2, 'en', 'Plan', 'words', now())";
    expect(await refusal(role, statement)).toBe('23514');
  });
});

function leafAt(index: number): string {
  return `INSERT INTO leaves VALUES (${index}, 'consent', 'x', sha256('\\x00'::bytea || 'x'::bytea))`;
}

/** @returns the SQLSTATE with which the statement was refused. */
async function refusal(client: Client, statement: string): Promise<string | undefined> {
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL search_path = consent');
    await client.query(statement);
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  } finally {
    await client.query('ROLLBACK');
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}
