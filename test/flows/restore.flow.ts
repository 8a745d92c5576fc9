import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askedAndConfirmed, topicPublished } from '../../apps/consent/src/messages.testing.ts';
import { copyOf, type FreshDatabase, type LoneConsent, startConsent } from '../support/index.ts';

const [ANNE, BO] = ['anne@residents.example.org', 'bo@residents.example.org'];
const ORDER = ['--by', 'Odile', '--reason', 'request 7'];

/** The city's backups, its erasure journal, and a disaster. */
describe('a restored database', () => {
  let consent: LoneConsent;
  let older: FreshDatabase;
  let newest: FreshDatabase;

  const follow = (address: string) => consent.send(...askedAndConfirmed(address));
  const rights = (act: string, address: string, database: FreshDatabase) =>
    consent.run('rights', [act, ...ORDER], {
      input: address,
      settings: { DATABASE_URL: database.urls.consent },
    });

  const said = (words: string) => ({ status: 0, stdout: `${words}\n`, stderr: '' });

  beforeAll(async () => {
    consent = await startConsent();
    await consent.send(topicPublished());
    await consent.published(3);
    // Two entries each.
    await follow(ANNE);
    await consent.published(5);
    await consent.service.kill('SIGTERM');
    older = await copyOf(consent.database);
    await consent.service.start();
    await follow(BO);
    await consent.published(7);
    await consent.service.kill('SIGTERM');
    newest = await copyOf(consent.database);
    expect(await rights('erase', ANNE, consent.database)).toMatchObject(
      said('erased: 1 resident(s), 2 record(s)'),
    );
  }, 90_000);
  afterAll(async () => {
    await consent.stop();
    await Promise.all([older.drop(), newest.drop()]);
  });

  it('PROOF-3: that lacks what was signed since does not start, and says why and what to do', async () => {
    const { status, stderr } = await consent.run('main', [], {
      settings: { DATABASE_URL: older.urls.consent },
    });
    expect(stderr).toContain(
      'The ledger cannot go on: 7 entries were signed, and the database has 5: an older backup was restored.\n' +
        'Nothing was changed. Restore the newest backup',
    );
    expect(status).toBe(1);
  });

  it('PROOF-5: that is the newest goes on, and has forgotten the erased before it serves', async () => {
    expect(await rights('hold', ANNE, newest)).toMatchObject(said('set: 1 hold(s)'));
    expect(await rights('lift', ANNE, newest)).toMatchObject(said('lifted: 1 hold(s)'));
    await consent.service.restart({ DATABASE_URL: newest.urls.consent });
    const holds = [ANNE, BO].map((address) => rights('hold', address, newest));
    expect(await Promise.all(holds)).toMatchObject([said('set: 0 hold(s)'), said('set: 1 hold(s)')]);
    const log = consent.log();
    const replayed = log.indexOf('erasures of the journal were carried out again');
    expect(replayed).toBeGreaterThan(0);
    expect(log.lastIndexOf('"listening"')).toBeGreaterThan(replayed);
    // What was signed before, hold and lift, the end of what Anne followed, her erasure, and the hold on Bo.
    await consent.published(7 + 2 + 2 + 1);
    expect(log).not.toContain('residents.example.org');
  }, 90_000);
});
