import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { count, fillInbox, tamper } from '../ledger.testing.ts';
import { SequencerService } from './sequencer.service.ts';
import { Sequencing } from './sequencing.ts';

let consent: RunningConsent;

beforeEach(async () => {
  consent = await openConsent();
  await fillInbox(consent, 300);
  await consent.sequence();
  await fillInbox(consent, 1);
});

afterEach(async () => {
  await consent.stop();
});

describe('a ledger that is not the one that was written', () => {
  it.each([
    ['a root was changed', "UPDATE checkpoints SET root = sha256('x') WHERE size = 301"],
    [
      'a tile was changed',
      "UPDATE tiles SET hashes = overlay(hashes PLACING '\\x00' FROM 2) WHERE level = 0 AND index = 1",
    ],
    ['a tile is missing', 'DELETE FROM tiles WHERE level = 1'],
    [
      'the last leaf is missing',
      'DELETE FROM records WHERE leaf_index = 300; DELETE FROM leaves WHERE index = 300',
    ],
    [
      'an older checkpoint was restored',
      'INSERT INTO checkpoints SELECT 200, root, made_at FROM checkpoints; DELETE FROM checkpoints WHERE size = 301',
    ],
    [
      'the first leaf is another',
      "UPDATE leaves SET entry = '{}', hash = sha256('\\x00'::bytea || '{}') WHERE index = 0",
    ],
  ])('%s: nothing is appended, and it says so', async (_, statement) => {
    await tamper(consent, statement);
    await expect(consent.app.get(SequencerService).appendBatch()).rejects.toMatchObject({
      name: 'LedgerMismatch',
    });
    expect(await count(consent, 'pending')).toBe(1);
  });

  it('belongs to another name: nothing is appended', async () => {
    const other = await openConsent({ LEDGER_ORIGIN: 'ledger.example.org/other' }, consent.database);
    await expect(other.app.get(SequencerService).appendBatch()).rejects.toThrow('ledger.example.org/other');
    await other.stop();
    await consent.sequence();
    expect(await count(consent, 'pending')).toBe(0);
  });

  it('stops the rounds for good: even when it looks right again, a person has to start them', async () => {
    const [{ root }] = (await consent.dataSource.query('SELECT root FROM checkpoints')) as [{ root: Buffer }];
    await tamper(consent, "UPDATE checkpoints SET root = sha256('x')");
    const sequencing = consent.app.get(Sequencing);
    expect(await sequencing.round()).toBe(false);
    expect(sequencing.isStopped).toBe(true);
    expect(consent.log.join('')).toContain('the ledger is not the one that was written');
    await tamper(consent, `UPDATE checkpoints SET root = '\\x${root.toString('hex')}'`);
    await sequencing.round();
    expect(await count(consent, 'pending')).toBe(1);
  });
});
