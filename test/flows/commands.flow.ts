import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { asked, askedAndConfirmed, topicPublished } from '../../apps/consent/src/messages.testing.ts';
import { asOwner } from '../../tools/postgres/prepare-database.ts';
import { type LoneConsent, startConsent } from '../support/index.ts';

const ANNE = 'anne@residents.example.org';
const ORDER = ['--by', 'Odile', '--reason', 'request 7'];
const DAY = 86_400_000;

// Each command is a process of its own: on a busy machine that takes its time.
jest.setTimeout(120_000);

/** As an operator types them, beside the service that goes on. */
describe('the commands of consent', () => {
  let consent: LoneConsent;
  beforeAll(async () => {
    consent = await startConsent();
    await consent.send(topicPublished());
    await consent.published(3);
    const longAgo = new Date(Date.now() - 40 * DAY).toISOString();
    const unconfirmed = asked({ address: 'never.confirmed@residents.example.org', occurredAt: longAgo });
    await consent.send(...askedAndConfirmed(ANNE), unconfirmed);
    await consent.published(6);
  });
  afterAll(() => consent.stop());

  const well = (stdout: string) => ({ status: 0, stdout: `${stdout}\n`, stderr: '' });
  const refused = (stderr: string) => ({ status: 1, stdout: '', stderr: `${stderr}\n` });
  const told = (stderr: string) => ({ status: 1, stdout: '', stderr: expect.stringContaining(stderr) });

  describe('rights', () => {
    const rights = (given: string[], input = ANNE, settings = {}) =>
      consent.run('rights', given, { input, settings });

    it('does nothing when it is not asked as its usage says, which it shows', async () => {
      const answers = [['erase', '--everybody', ...ORDER], ['erase', '--by', 'Odile'], []].map((given) =>
        rights(given),
      );
      const usage = told('node dist/apps/consent/src/rights.js erase|hold|lift --by NAME --reason WORDS');
      expect(await Promise.all(answers)).toMatchObject([usage, usage, usage]);
    });

    it('ABUSE-5: refuses what is no address without repeating it, and an address where it would be kept for good', async () => {
      const [typed, kept] = await Promise.all([
        rights(['erase', ...ORDER], 'anne at residents.example.org'),
        rights(['hold', '--by', 'Odile', '--reason', ANNE]),
      ]);
      expect(typed).toMatchObject(refused('what came on standard input is not an address'));
      expect(kept).toMatchObject(refused('--by and --reason may hold no address'));
    });

    it('PROOF-5: a hold wins over an erasure until it is lifted; what is gone is gone once', async () => {
      expect(await rights(['hold', ...ORDER])).toMatchObject(well('set: 1 hold(s)'));
      expect(await rights(['erase', ...ORDER])).toMatchObject(
        refused('under legal hold: nothing was erased'),
      );
      expect(await rights(['lift', ...ORDER])).toMatchObject(well('lifted: 1 hold(s)'));
      const noJournal = { ERASURE_JOURNAL_FILE: '' };
      expect(await rights(['erase', ...ORDER], ANNE, noJournal)).toMatchObject(
        refused('ERASURE_JOURNAL_FILE is not set: nobody can be erased'),
      );
      expect(await rights(['erase', ...ORDER])).toMatchObject(well('erased: 1 resident(s), 2 record(s)'));
      expect(await rights(['erase', ...ORDER])).toMatchObject(well('erased: 0 resident(s), 0 record(s)'));
      // Hold and lift, the end of what she followed, and both erasures: the service took them into the ledger.
      await consent.published(6 + 2 + 1 + 2);
    });
  });

  describe('retention', () => {
    it('says what is old enough, and deletes it only when told to', async () => {
      const due = well(
        'to delete: 1 unconfirmed, 0 ended record(s); 0 address, 0 client_address, 0 user_agent detail(s)',
      );
      expect(await consent.run('retention')).toMatchObject(due);
      const gone = well(
        'deleted: 1 unconfirmed, 0 ended record(s); 0 address, 0 client_address, 0 user_agent detail(s)',
      );
      expect(await consent.run('retention', ['--apply'])).toMatchObject(gone);
      const none = well(
        'to delete: 0 unconfirmed, 0 ended record(s); 0 address, 0 client_address, 0 user_agent detail(s)',
      );
      expect(await consent.run('retention')).toMatchObject(none);
    });
  });

  describe('rebuild-standing', () => {
    it('says whether the standings are those of the ledger, and makes them so when told to', async () => {
      const rebuild = (...given: string[]) => consent.run('rebuild-standing', given);
      const found = (different: number) =>
        `1 standings follow from the ledger; 0 were missing, 0 too many, ${different} different\n`;
      expect(await rebuild()).toMatchObject(well(`${found(0)}the same`));
      const change = 'UPDATE consent.standings SET version = 99';
      await asOwner(consent.database.ownerUrl, (owner) => owner.query(change));
      expect(await rebuild()).toMatchObject({ status: 1, stdout: `${found(1)}nothing was changed\n` });
      expect(await rebuild('--replace')).toMatchObject(well(`${found(1)}replaced`));
      expect(await rebuild()).toMatchObject(well(`${found(0)}the same`));
    });
  });

  it('refuse a word that they do not know, and name a setting that is missing', async () => {
    const answers = await Promise.all([
      consent.run('retention', ['--aply']),
      consent.run('rebuild-standing', ['--replce']),
      consent.run('retention', [], { settings: { LEDGER_ORIGIN: '' } }),
      consent.run('rebuild-standing', [], { settings: { DATABASE_URL: '' } }),
    ]);
    expect(answers).toMatchObject([
      told("Unknown option '--aply'"),
      told("Unknown option '--replce'"),
      told('Settings:\nLEDGER_ORIGIN is missing'),
      told('Settings:\nDATABASE_URL is missing'),
    ]);
  });

  it('ABUSE-5: leave no address in the log of the service', () => {
    expect(consent.log()).not.toContain('residents.example.org');
  });
});
