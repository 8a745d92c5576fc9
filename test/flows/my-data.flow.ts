import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  announce,
  type City,
  follow,
  linkIn,
  press,
  signIn,
  startCity,
  type VisitedPage,
  Visitor,
} from '../support/index.ts';

const ME = 'me@residents.example.org';
const OTHER = 'other@residents.example.org';
const UNZIP = `
import io, json, sys, zipfile
archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert archive.testzip() is None
print(json.dumps({name: archive.read(name).decode() for name in archive.namelist()}))`;

describe('a resident asks for everything that is held about them', () => {
  let city: City;
  beforeAll(async () => {
    city = await startCity({ settings: { REPUBLISH_SECONDS: '0.5' } });
    for (const email of [ME, OTHER]) await follow(city, email);
    await announce(city, 'The discussion guide');
    for (const email of [ME, OTHER]) await city.mails.nextMail(email);
  }, 120_000);
  afterAll(() => city.stop());

  const ask = async (email: string, language = 'en'): Promise<VisitedPage> => {
    const visitor = new Visitor(city.url);
    const form = await visitor.open(`/my-data?lang=${language}`);
    return visitor.send(form, { email }, 'email');
  };
  const file = async (link: string): Promise<Record<string, string>> => {
    const body = new URLSearchParams({ as: 'file' });
    const answer = await fetch(link, { method: 'POST', body });
    expect(answer.headers.get('content-type')).toBe('application/zip');
    const input = Buffer.from(await answer.arrayBuffer());
    return JSON.parse(execFileSync('python3', ['-c', UNZIP], { input, encoding: 'utf8' }));
  };

  it('PROOF-6: from the page by a link to that mailbox alone to a file with all of three services, and nobody else', async () => {
    const { visitor: auditor } = await signIn(city, '/audit', 'demo-odile');
    const search = await auditor.open('/audit/records?lang=en');
    await auditor.send(search, { address: ME }, 'address');
    const page = await ask(ME, 'fr');
    expect(page.title).toBe('Consultez votre courriel');
    const letter = await city.mails.nextMail(ME);
    expect(letter.html).toContain('lang="fr"');
    const link = linkIn(letter, '/verify/data/');
    await fetch(link, { method: 'HEAD' });
    const opened = await new Visitor(city.url).open(link);
    expect(opened.html).not.toContain(ME);
    const read = await press(link, { as: 'page' });
    expect(read.html).toContain(ME);
    expect(read.html).toContain('Confirmation');
    const files = await file(link);
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['everything.html', 'everything.json']));
    const receipts = Object.keys(files).filter((name) => /^receipts\/receipt-\d+\.tlog-proof$/.test(name));
    expect(receipts).toHaveLength(2);
    for (const name of receipts) expect(files[name]).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
    const { held, entries } = JSON.parse(files['everything.json'] ?? '');
    const actions = entries.map(({ action }: { action: string }) => action);
    expect(actions.slice(0, 2)).toEqual(['asked', 'confirmed']);
    expect(actions).toContain('looked-at-resident');
    expect(actions).toContain('asked-for-access');
    const rows = (service: string, name: string) =>
      held[service].find((table: { name: string }) => table.name === name).rows;
    expect(rows('subscription', 'subscriptions')).toMatchObject([{ state: 'active' }]);
    expect(rows('consent', 'standings')).toMatchObject([{ status: 'granted' }]);
    expect(rows('notification', 'deliveries')).toMatchObject([{ outcome: 'accepted' }]);
    for (const text of [read.html, files['everything.html'], files['everything.json']]) {
      expect(text).toContain(ME);
      expect(text).not.toContain(OTHER);
      expect(text).not.toContain('demo-odile');
    }
  });

  it('ABUSE-1, ABUSE-2: is told the same whatever is known; mail goes to a known address, once a day, and to no other', async () => {
    const seen = new Set<string>();
    for (const email of ['never-known@residents.example.org', OTHER, OTHER, ME]) {
      const { status, html, headers } = await ask(email);
      const { date: _, ...same } = Object.fromEntries(headers);
      seen.add(JSON.stringify([status, html, same]));
    }
    expect(seen.size).toBe(1);
    const letter = await city.mails.nextMail(OTHER);
    expect(linkIn(letter, '/verify/data/')).toContain(city.url);
    // Asked for last, so that whatever the earlier questions led to has come before it.
    await follow(city, 'last@residents.example.org');
    await ask('last@residents.example.org');
    await city.mails.nextMail('last@residents.example.org');
    expect(city.mails.to('never-known@residents.example.org')).toEqual([]);
    const links = (email: string) =>
      city.mails.to(email).filter(({ links }) => links.some((link) => link.includes('/verify/data/')));
    expect([links(ME).length, links(OTHER).length]).toEqual([1, 1]);
  });

  it('SEND-3: is answered although Redis is wiped and the services that answer are away meanwhile', async () => {
    const email = 'patient@residents.example.org';
    await follow(city, email);
    await city.service('notification').kill();
    await city.service('consent').kill();
    await ask(email);
    await city.redis.flush();
    await city.service('consent').start();
    await city.redis.flush();
    await city.service('notification').start();
    const letter = await city.mails.nextMail(email, 60);
    expect((await press(linkIn(letter, '/verify/data/'), { as: 'page' })).html).toContain(email);
  }, 120_000);

  it('ABUSE-5: no log of the whole run holds an address or a token', () => {
    expect(city.logs()).not.toContain('residents.example.org');
    const links = city.mails.accepted.flatMap((mail) => mail.links);
    const tokens = links.flatMap((link) => /\/verify\/data\/([\w-]+)/.exec(link)?.[1] ?? []);
    expect(tokens.length).toBeGreaterThan(2);
    for (const token of tokens) expect(city.logs()).not.toContain(token);
  });
});
