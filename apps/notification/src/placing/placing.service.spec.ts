import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LeaveAskedV1, readMessage } from '#libs/contracts';
import { Seal } from '#libs/messaging';
import { mail } from '../../../../test/support/returned-mail.ts';
import { suppressResident } from '../audience/suppress.query.ts';
import { beginSuppression } from '../audience/suppression.query.ts';
import { ReturnsBench } from '../mailbox/returns.testing.ts';
import { browse, person } from '../staff.testing.ts';
import { ItemWatch } from './item-watch.ts';

const bench = new ReturnsBench();
beforeAll(async () => {
  await bench.start();
  await bench.begin();
});
afterAll(() => bench.stop());

const omar = person('Omar', 'operator');
const get = async (url: string, who = omar) => (await browse(bench.notification.app, who)).get(url);
const post = async (url: string, fields?: Record<string, string>, who = omar) =>
  (await browse(bench.notification.app, who)).post(url, fields);

/** @returns the path of the page about it. */
async function write(subject: string, text: string, headers: Record<string, string> = {}): Promise<string> {
  const raw = mail({ From: 'Anne <anne@example.org>', Subject: subject, ...headers }, text);
  expect(await bench.bring('leave@example.ca', raw, 'anne@example.org')).toBe('to-place');
  const [item] = await bench.query<{ id: string }>(
    'SELECT id FROM mailbox_items WHERE subject = $1 ORDER BY received_at DESC LIMIT 1',
    subject,
  );
  return `/staff/mailbox/${item?.id}`;
}

async function asked(): Promise<LeaveAskedV1[]> {
  const seal = new Seal(bench.notification.settings.messageKey);
  const rows = await bench.query<{ id: string; kind: string; sealed: string }>(
    `SELECT id, kind, sealed FROM outbox WHERE kind = 'leave-asked.v1' ORDER BY sequence`,
  );
  return rows.map(
    ({ id, kind, sealed }) => readMessage(kind, seal.open(sealed, `${kind} ${id}`)) as LeaveAskedV1,
  );
}

describe('LEAVE-5: what a person has to place', () => {
  it('is listed with its last day, ten business days of Ontario later, in both languages', async () => {
    await write('A question', 'When is the meeting?');
    const english = (await get('/staff/mailbox')).body;
    expect(english).toContain('A question');
    expect(english).toContain('Monday, March 16, 2026');
    expect((await get('/staff/mailbox?lang=fr')).body).toContain('lundi 16 mars 2026');
  });

  it('is shown as text: nothing of it becomes a part of the page', async () => {
    const path = await write(
      '<b>bold</b>',
      '<script>alert(1)</script> <img src="https://tracker.example.net/x.png"> {{ 7 * 7 }}',
    );
    const { body, headers } = await get(path);
    expect(body).toContain('&lt;script&gt;alert(1)');
    expect(body).not.toContain('<script');
    expect(body).not.toContain('<img src="https://tracker');
    expect(body).toContain('{{ 7 * 7 }}');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('HTML alone is shown as its words', async () => {
    const path = await write('HTML', '<p>Good day</p><img src="https://tracker.example.net/x.png">', {
      'Content-Type': 'text/html',
    });
    const { body } = await get(path);
    expect(body).toContain('Good day');
    expect(body).not.toContain('tracker.example.net');
  });

  it('the same mail brought twice is one item', async () => {
    const before = await bench.count('mailbox_items');
    await write('Twice', 'the same');
    await write('Twice', 'the same');
    expect(await bench.count('mailbox_items')).toBe(before + 1);
  });

  it('a person ends what an address follows, dated when the message came', async () => {
    const follower = await bench.followOne();
    const path = await write('Please stop', 'I do not want this any more, says my lawyer.');
    const receivedAt = bench.clock.now().toISOString();
    bench.clock.advance(86_400);
    expect((await post(`${path}/withdraw`, { address: ` ${follower.address} ` })).statusCode).toBe(303);
    expect(await bench.suppressedReason(follower)).toBe('asked-staff');
    expect((await asked()).at(-1)).toEqual({
      subscriptionId: follower.subscriptionId,
      scope: 'everything',
      control: 'asked-staff',
      askedAt: receivedAt,
    });
    expect((await get('/staff/mailbox')).body).not.toContain('Please stop');
    expect((await get(path)).body).toContain('the subscriptions of an address were ended');
    expect((await get(path)).body).not.toContain('name="address"');
  });

  it('an address that nobody has, or that is none, places nothing and says so beside the field', async () => {
    const path = await write('Who is it', 'Take me off.');
    for (const [address, words] of [
      ['nobody@example.org', 'Nobody at this address follows anything'],
      ['not an address', 'Enter one e-mail address'],
    ] as const) {
      const { statusCode, body } = await post(`${path}/withdraw`, { address });
      expect(statusCode).toBe(422);
      expect(body).toContain(words);
      expect(body).toContain(`value="${address}"`);
    }
    expect((await get('/staff/mailbox')).body).toContain('Who is it');
  });

  it('is placed once: the second person is told', async () => {
    const path = await write('Thank you', 'Nice work.');
    expect((await post(`${path}/no-request`)).statusCode).toBe(303);
    const again = await post(`${path}/answered`);
    expect(again.statusCode).toBe(409);
    expect(again.body).toContain('Somebody else has placed it');
  });

  it('stands out once it is past its day, also in the log', async () => {
    bench.clock.set('2026-03-02T15:00:00.000Z');
    await write('Waiting', 'Hello?');
    expect((await get('/staff/mailbox')).body).not.toContain('Overdue');
    bench.clock.set('2026-03-17T15:00:00.000Z');
    expect((await get('/staff/mailbox')).body).toContain('Overdue');
    await bench.notification.app.get(ItemWatch).look();
    expect(bench.notification.log.join('')).toContain('past their legal deadline');
  });

  it('is forgotten 30 days after it was placed, and not before it was', async () => {
    bench.clock.set('2026-04-01T15:00:00.000Z');
    const waits = await write('Nobody read it', 'private words');
    const placed = await write('Somebody read it', 'private words too');
    await post(`${placed}/answered`);
    bench.clock.set('2026-06-01T15:00:00.000Z');
    await bench.notification.app.get(ItemWatch).look();
    expect((await get(placed)).body).not.toContain('private words');
    expect((await get(waits)).body).toContain('private words');
  });

  it('auditors, and forms of other sites, place nothing', async () => {
    const path = await write('Not for you', 'words');
    expect((await get(path, person('Aud', 'auditor'))).statusCode).toBe(403);
    expect((await post(`${path}/answered`, { formToken: 'forged' })).statusCode).toBe(403);
    expect((await get('/staff/mailbox')).body).toContain('Not for you');
    expect((await get('/staff/mailbox/0190f5c0-0000-4000-8000-00000000dead')).statusCode).toBe(404);
  });
});

describe('an address that works again', () => {
  it('is written to again by a person; who has left stays away', async () => {
    const follower = await bench.followOne();
    const { manager } = bench.notification.dataSource;
    const { residentId, address } = follower;
    await beginSuppression(manager, { residentId, reason: 'hard-bounce', since: bench.clock.now() });
    await suppressResident(manager, { residentId, reason: 'hard-bounce' }, bench.clock.now());
    bench.clock.advance(60);
    expect((await post('/staff/mailbox/reachable', { address })).body).toContain(
      'Mail is sent to the address again',
    );
    expect(await bench.suppressedReason(follower)).toBeNull();
    await suppressResident(manager, { residentId, reason: 'complaint' }, bench.clock.now());
    const refused = await post('/staff/mailbox/reachable', { address });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('has not been stopped because it came back');
    expect(await bench.suppressedReason(follower)).toBe('complaint');
  });
});
