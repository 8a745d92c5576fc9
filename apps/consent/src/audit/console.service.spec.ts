import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { count, fillInbox } from '../ledger.testing.ts';
import { payloads } from '../messages.testing.ts';
import { type RunningAuditor, runAuditor } from './auditor.testing.ts';

let auditor: RunningAuditor;

beforeAll(async () => {
  auditor = await runAuditor();
});

afterAll(async () => {
  await auditor.stop();
});

describe("the auditors' console", () => {
  it('shows size, root, counts by kind, and withdrawals that are not effective with their deadline', async () => {
    const page = await auditor.open('/audit');
    const checkpoint = (await auditor.consent.app.inject('/api/consent/v1/checkpoint')).json();
    expect(page).toContain('<dd class="govuk-summary-list__value">6</dd>');
    expect(page).toContain(checkpoint.root);
    expect(page).toContain('belong together');
    expect(page).toMatch(/notice<\/th>\s*<td[^>]*>2</);
    expect(page).toMatch(/confirmed<\/th>\s*<td[^>]*>1</);
    expect(page).toContain('Monday, March 16, 2026');
    expect(page).not.toContain('Overdue');
  });

  it('LEAVE-4: names a withdrawal that is past its deadline', async () => {
    auditor.consent.clock.set('2026-03-17T12:00:00Z');
    expect(await auditor.open('/audit')).toContain('Overdue');
    auditor.consent.clock.set('2026-03-02T15:00:00Z');
  });

  it('ALL-2: speaks French to who reads French', async () => {
    const page = await auditor.open('/audit?lang=fr');
    expect(page).toContain('<html lang="fr"');
    expect(page).toContain('Retraits qui n’ont pas encore pris effet');
    expect(page).toContain('lundi 16 mars 2026');
  });

  it('finds everything of an address, whatever id it came under, and keeps the address out of the URL', async () => {
    const answer = await auditor.search('Odile.Tremblay@example.ca');
    expect(answer.statusCode).toBe(422);
    const found = await auditor.search(' odile.tremblay@EXAMPLE.ca ');
    expect(found.statusCode).toBe(303);
    const location = String(found.headers.location);
    expect(location).not.toContain('odile');
    const page = await auditor.open(location);
    expect(page).toContain('odile.tremblay@example.ca');
    for (const sort of ['asked', 'confirmed', 'withdrew']) expect(page).toContain(`: ${sort}</h2>`);
  });

  it.each([
    ['stranger@example.ca', 'The ledger has no records for this address'],
    ['no address', 'Enter one e-mail address, such as name@example.ca'],
    ['', 'Enter one e-mail address, such as name@example.ca'],
  ])('says so when it finds nothing: %j', async (address, words) => {
    const answer = await auditor.search(address);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(words);
  });

  it('PROOF-1: one entry shows the words as they were shown, when, how and from where', async () => {
    const page = await auditor.open('/audit/records/4');
    for (const words of [
      'We ask for your address to send you news. You can leave at any time.',
      '2026-03-02T14:59:30.000Z',
      'confirm-button',
      '192.0.2.7',
      '{&quot;c&quot;:&quot;',
    ]) {
      expect(page).toContain(words);
    }
    expect(await auditor.open('/audit/records/1')).toContain('notice');
    expect(await auditor.open('/audit/records/0')).toContain('ledger.example.ca/tidings');
  });

  it.each(['/audit/records/99', '/audit/records/x', '/audit/records/-1', `/audit/residents/${randomUUID()}`])(
    'answers 404 for what is not there: %s',
    async (url) => {
      const answer = await auditor.consent.app.inject({ url, headers: { cookie: auditor.cookie } });
      expect(answer.statusCode).toBe(404);
      expect(answer.body).toContain('Page not found');
    },
  );

  it('pages through many entries, each once, while new ones come in', async () => {
    await fillInbox(auditor.consent, 120, () => payloads.declined());
    await auditor.consent.sequence();
    const total = await count(auditor.consent, 'leaves');
    const seen: number[] = [];
    let url: string | undefined = '/audit/records';
    while (url) {
      const page: string = await auditor.open(url);
      seen.push(...[...page.matchAll(/href="\/audit\/records\/(\d+)"/g)].map(([, index]) => Number(index)));
      await fillInbox(auditor.consent, 1);
      await auditor.consent.sequence();
      url = page.match(/href="(\/audit\/records\?before=\d+)"/)?.[1];
    }
    expect(seen).toEqual(Array.from({ length: total }, (_, position) => total - 1 - position));
  });

  it('says when the ledger is not the one that was written', async () => {
    const owner = new Client({ connectionString: auditor.consent.database.ownerUrl });
    await owner.connect();
    await owner.query('SET search_path = consent; SET session_replication_role = replica');
    await owner.query(
      "UPDATE checkpoints SET root = sha256('x') WHERE size = (SELECT max(size) FROM checkpoints)",
    );
    await owner.end();
    expect(await auditor.open('/audit')).toContain('not the one that was written');
  });
});
