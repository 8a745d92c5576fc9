import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { people } from '../../../../tools/development-provider/people.ts';
import { type RunningProvider, startProvider } from '../../../../tools/development-provider/server.ts';
import { signIn } from '../auditor.testing.ts';
import { eventually, type RunningConsent, runConsent } from '../consent.testing.ts';
import { addPending } from '../intake/pending.query.ts';
import { asked, confirmed, payloads, pendingOf, topicPublished, withdrew } from '../messages.testing.ts';

let provider: RunningProvider;
let consent: RunningConsent;
let cookie: string;

const residentId = randomUUID();
const resident = { residentId, address: 'odile.tremblay@example.ca' };

beforeAll(async () => {
  const facts = { port: 0, publicUrl: 'http://localhost:8080', clientSecret: 'secret' };
  provider = await startProvider(facts, { people, claimsIn: 'id-token' });
  consent = await runConsent({ OIDC_ISSUER: provider.issuer });
  await consent.send(topicPublished());
  // Before a resident is known each request may bring an id of its own.
  await consent.send(asked({ ...resident, residentId: randomUUID() }));
  await consent.send(confirmed(resident));
  await consent.send(withdrew({ residentId }));
  await eventually(size, (found) => found === 6);
  cookie = await signIn(consent, 'demo-odile');
});

afterAll(async () => {
  await consent.stop();
  await provider.close();
});

describe("the auditors' console", () => {
  it('shows size, root, counts by kind, and withdrawals that are not effective with their deadline', async () => {
    const page = await open('/audit');
    const checkpoint = (await consent.app.inject('/api/consent/v1/checkpoint')).json();
    expect(page).toContain('<dd class="govuk-summary-list__value">6</dd>');
    expect(page).toContain(checkpoint.root);
    expect(page).toContain('belong together');
    expect(page).toMatch(/notice<\/th>\s*<td[^>]*>2</);
    expect(page).toMatch(/confirmed<\/th>\s*<td[^>]*>1</);
    expect(page).toContain('Monday, March 16, 2026');
    expect(page).not.toContain('Overdue');
  });

  it('LEAVE-4: names a withdrawal that is past its deadline', async () => {
    consent.clock.set('2026-03-17T12:00:00Z');
    expect(await open('/audit')).toContain('Overdue');
    consent.clock.set('2026-03-02T15:00:00Z');
  });

  it('ALL-2: speaks French to who reads French', async () => {
    const page = await open('/audit?lang=fr');
    expect(page).toContain('<html lang="fr"');
    expect(page).toContain('Retraits qui n’ont pas encore pris effet');
    expect(page).toContain('lundi 16 mars 2026');
  });

  it('finds everything of an address, whatever id it came under, and keeps the address out of the URL', async () => {
    const answer = await search('Odile.Tremblay@example.ca');
    expect(answer.statusCode).toBe(422);
    const found = await search(' odile.tremblay@EXAMPLE.ca ');
    expect(found.statusCode).toBe(303);
    const location = String(found.headers.location);
    expect(location).not.toContain('odile');
    const page = await open(location);
    expect(page).toContain('odile.tremblay@example.ca');
    for (const sort of ['asked', 'confirmed', 'withdrew']) expect(page).toContain(`>${sort}</td>`);
  });

  it.each([
    ['stranger@example.ca', 'The ledger has no records for this address'],
    ['no address', 'Enter one e-mail address, such as name@example.ca'],
    ['', 'Enter one e-mail address, such as name@example.ca'],
  ])('says so when it finds nothing: %j', async (address, words) => {
    const answer = await search(address);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(words);
  });

  it('PROOF-1: one entry shows the words as they were shown, when, how and from where', async () => {
    const page = await open('/audit/records/4');
    for (const words of [
      'We ask for your address to send you news. You can leave at any time.',
      '2026-03-02T14:59:30.000Z',
      'confirm-button',
      '192.0.2.7',
      '{&quot;c&quot;:&quot;',
    ]) {
      expect(page).toContain(words);
    }
    expect(await open('/audit/records/1')).toContain('notice');
    expect(await open('/audit/records/0')).toContain('ledger.example.ca/tidings');
  });

  it.each(['/audit/records/99', '/audit/records/x', '/audit/records/-1', `/audit/residents/${randomUUID()}`])(
    'answers 404 for what is not there: %s',
    async (url) => {
      const answer = await consent.app.inject({ url, headers: { cookie } });
      expect(answer.statusCode).toBe(404);
      expect(answer.body).toContain('Page not found');
    },
  );

  it('pages through many entries, each once, while new ones come in', async () => {
    await consent.dataSource.transaction(async (manager) => {
      for (let made = 0; made < 120; made += 1) {
        await addPending(manager, pendingOf(payloads.declined()), 'normal');
      }
    });
    await consent.sequence();
    const total = await size();
    const seen: number[] = [];
    let url: string | undefined = '/audit/records';
    while (url) {
      const page: string = await open(url);
      seen.push(...[...page.matchAll(/href="\/audit\/records\/(\d+)"/g)].map(([, index]) => Number(index)));
      await addPending(consent.dataSource.manager, pendingOf(payloads.declined()), 'normal');
      await consent.sequence();
      url = page.match(/href="(\/audit\/records\?before=\d+)"/)?.[1];
    }
    expect(seen).toEqual(Array.from({ length: total }, (_, position) => total - 1 - position));
  });

  it('ABUSE-4: is for auditors alone, and a form from elsewhere is refused', async () => {
    for (const url of ['/audit', '/audit/records', '/audit/records/4', `/audit/residents/${residentId}`]) {
      expect((await consent.app.inject(url)).statusCode).toBe(303);
      const author = { cookie: await signIn(consent, 'demo-amira') };
      expect((await consent.app.inject({ url, headers: author })).statusCode).toBe(403);
    }
    const forged = await consent.app.inject({
      method: 'POST',
      url: '/audit/search',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'address=odile.tremblay%40example.ca',
    });
    expect(forged.statusCode).toBe(403);
  });

  it('cannot change anything: there is no other form than search and sign-out', async () => {
    const pages = await Promise.all(
      ['/audit', '/audit/records', '/audit/records/4', `/audit/residents/${residentId}`].map(open),
    );
    const actions = pages.flatMap((page) =>
      [...page.matchAll(/<form[^>]*action="([^"]+)"/g)].map(([, to]) => to),
    );
    expect(new Set(actions)).toEqual(new Set(['/audit/search', '/audit/sign-out']));
    expect(pages.join()).not.toContain('<script');
  });

  it('ABUSE-5: nothing of it is in the log: no address, no network address, no program', async () => {
    await search('odile.tremblay@example.ca');
    const log = consent.log.join('');
    expect(log).toContain('"kind":"consent-confirmed.v1"');
    expect(log).toContain('"route":"/audit/search"');
    for (const personal of ['tremblay', '192.0.2.7', 'Mozilla', 'example.ca'])
      expect(log).not.toContain(personal);
  });

  it('says when the ledger is not the one that was written', async () => {
    const owner = new Client({ connectionString: consent.database.ownerUrl });
    await owner.connect();
    await owner.query('SET search_path = consent; SET session_replication_role = replica');
    await owner.query(
      "UPDATE checkpoints SET root = sha256('x') WHERE size = (SELECT max(size) FROM checkpoints)",
    );
    await owner.end();
    expect(await open('/audit')).toContain('not the one that was written');
  });
});

async function open(url: string): Promise<string> {
  const answer = await consent.app.inject({ url, headers: { cookie, 'accept-language': 'en' } });
  expect(answer.statusCode).toBe(200);
  return answer.body;
}

async function search(address: string) {
  const formToken = (await open('/audit/records')).match(/name="formToken" value="([^"]+)"/)?.[1] ?? '';
  return consent.app.inject({
    method: 'POST',
    url: '/audit/search',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' },
    payload: new URLSearchParams({ formToken, address }).toString(),
  });
}

async function size(): Promise<number> {
  const [row] = await consent.dataSource.query<{ count: string }[]>('SELECT count(*) FROM leaves');
  return Number(row?.count);
}
