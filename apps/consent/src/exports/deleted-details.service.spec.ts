import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/index.ts';
import { faultsOf, gapsOf } from '../../../../tools/tidings-verify/verify.testing.ts';
import { RetentionService } from '../retention/retention.service.ts';
import { type RunningExports, runExports } from './exports.testing.ts';

/** A year and a day after the entries of the small ledger. */
const YEAR_OVER = '2027-03-03T15:00:00.001Z';
let exports: RunningExports;

beforeAll(async () => {
  exports = await runExports();
});
afterAll(() => exports.stop());

const everything = (format: string) => exports.make({ format, scope: 'everything' });
const linesOf = (body: Buffer): Record<string, unknown>[] =>
  body
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const page = async (url: string, language: string) => {
  const headers = { cookie: exports.cookie, 'accept-language': language };
  return (await exports.consent.app.inject({ url, headers })).body;
};

async function deleteWhatIsDue(at = YEAR_OVER) {
  exports.consent.clock.set(at);
  const outcome = await exports.consent.app.get(RetentionService).apply();
  await exports.publish();
  return outcome;
}

describe('PROOF-5: details in what auditors take along and look at', () => {
  it('are checked by the verifier while they are there', async () => {
    const outcome = exports.check((await everything('package')).body);
    expect([faultsOf(outcome), gapsOf(outcome)]).toEqual([[], []]);
    expect(outcome.report.steps.accounted.counted).not.toHaveProperty('client_address_deleted');
    expect(await page('/audit/records/3', 'en')).toContain('192.0.2.7');
  });

  it('are accounted for in a package once a rule deleted them, and none of them is in it', async () => {
    // The two requests of the small ledger: one led to nothing and goes altogether.
    expect(await deleteWhatIsDue()).toMatchObject({ unconfirmed: 1, client_address: 3, user_agent: 3 });
    const { body } = await everything('package');
    expect(body.includes('192.0.2.7') || body.includes('Mozilla')).toBe(false);
    const outcome = exports.check(body);
    expect([faultsOf(outcome), gapsOf(outcome)]).toEqual([[], ['accounted: erased × 1']]);
    expect(outcome.report.steps.accounted.counted).toMatchObject({
      client_address_deleted: 3,
      user_agent_deleted: 3,
    });
    expect(body.includes('"confirm-button","/confirm","deleted","deleted"')).toBe(true);
  });

  it('are said to be deleted, when and by which rule, in NDJSON and CSV', async () => {
    const line = linesOf((await everything('ndjson')).body)[3];
    expect(line).toMatchObject({
      address: 'resident@example.ca',
      details: {
        address: { value: 'resident@example.ca', salt: expect.any(String) },
        client_address: { deleted_at: YEAR_OVER, rule: { class: 'client_address', days: 366 } },
        user_agent: { deleted_at: YEAR_OVER, rule: { class: 'user_agent' } },
      },
    });
    const csv = (await everything('csv')).body.toString('utf8');
    expect(csv.split('\r\n')[4]).toContain(
      `"deleted on ${YEAR_OVER} by rule client_address","deleted on ${YEAR_OVER} by rule user_agent"`,
    );
  });

  it.each([
    ['en', 'deleted on', 'by the retention rule client_address'],
    ['fr', 'supprimé le', 'par la règle de conservation client_address'],
  ])('are said to be deleted on the pages of the console: %s', async (language, begin, end) => {
    const entry = await page('/audit/records/3', language);
    expect(entry).toMatch(new RegExp(`${begin} [^<]+ ${end}`));
    const [residentId] = entry.match(/(?<=\/audit\/residents\/)[0-9a-f-]{36}/) ?? [];
    expect(await page(`/audit/residents/${residentId}`, language)).toMatch(
      new RegExp(`${begin} [^<]+ ${end}`),
    );
    const standing = `/audit/residents/${residentId}/standing?at=2026-03-02T14:59:45.000Z`;
    expect(await page(standing, language)).toMatch(new RegExp(`${begin} [^<]+ ${end}`));
  });

  it.each([
    ['before they went', 6],
    ['that was never signed', 5],
  ])('PROOF-4: make no file of a size %s, and hold up no other', async (_, size) => {
    const asked = await exports.ask({ format: 'package', scope: 'everything', size: String(size) });
    expect(asked.statusCode).toBe(303);
    const state = async () => {
      const [row] = await exports.consent.dataSource.query<{ state: string }[]>(
        'SELECT state FROM exports WHERE wanted_size = $1',
        [size],
      );
      return row?.state;
    };
    await eventually(state, (found) => found === 'failed');
    expect((await everything('csv')).row.state).toBe('done');
  });

  it('leave records for programs that name the resident by the address, as long as that is there', async () => {
    expect(linesOf((await everything('kantara')).body)[0]).toMatchObject({
      piiPrincipalId: 'resident@example.ca',
    });
  });
});
