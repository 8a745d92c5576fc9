import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningNotification } from '../notification.testing.ts';
import { browse, person, runStaff } from '../staff.testing.ts';
import { DnsLookup } from './dns-lookup.ts';
import { DnsServer, type Zone } from './dns-server.testing.ts';

const DMARC = 'v=DMARC1; p=none; rua=mailto:dmarc@example.ca';

let staff: RunningNotification;
let server: DnsServer;
const zone: Zone = new Map();

beforeAll(async () => {
  [staff, server] = await Promise.all([runStaff(), DnsServer.start(zone)]);
  staff.app.get(DnsLookup).resolver.setServers([server.address]);
});
afterAll(async () => {
  server.stop();
  await staff.stop();
});

const page = async (language: string) => {
  const browser = await browse(staff.app, person('Otto', 'operator'));
  return browser.get(`/staff/dns?lang=${language}`);
};

describe('the page about mail and the DNS', () => {
  it('shows staff what a name server says, and what to mend, in both languages', async () => {
    zone.set('TXT example.ca', ['v=spf1 mx +all', 'x'.repeat(600)]);
    zone.set('MX example.ca', ['10 mx1.example.ca']);
    zone.set('TXT _dmarc.example.ca', [DMARC]);
    const [english, french] = [await page('en'), await page('fr')];
    for (const said of [
      'The record lets everybody send in your name.',
      'v=spf1 mx +all',
      DMARC,
      '10 mx1.example.ca',
    ]) {
      expect(english.body).toContain(said);
    }
    expect(english.body).toContain('1 thing has to be mended.');
    expect(english.body).toContain('The relay signs, not we');
    expect(english.body).not.toContain('xxxxxxxx');
    expect(french.body).toContain('L’enregistrement permet à tous d’envoyer en votre nom.');
    expect(server.asked).toContain('TXT _mta-sts.example.ca');
  });

  it('shows what is published as text, whatever it holds', async () => {
    zone.set('TXT _dmarc.example.ca', ['v=DMARC1; p=<script>alert(1)</script>']);
    const { body } = await page('en');
    expect(body).toContain('p=&lt;script&gt;');
    expect(body).not.toContain('<script>alert');
  });

  it('says that nobody answered when the name server fails', async () => {
    zone.set('TXT example.ca', 'broken');
    const { statusCode, body } = await page('en');
    expect(statusCode).toBe(200);
    expect(body).toContain('Nobody answered.');
  });

  it('is for staff alone', async () => {
    const answer = await staff.app.inject({ url: '/staff/dns' });
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toContain('/staff/sign-in');
  });
});

describe('a name server that says nothing', () => {
  it('is waited for a few seconds at most', async () => {
    zone.set('TXT silent.example.ca', 'silent');
    const lookup = new DnsLookup({ timeout: 50, tries: 1 });
    lookup.resolver.setServers([server.address]);
    expect(await lookup.txt('silent.example.ca')).toEqual({ is: 'unknown' });
    expect(await lookup.txt('absent.example.ca')).toEqual({ is: 'absent' });
  });
});
