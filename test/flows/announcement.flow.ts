import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  announce,
  type City,
  follow,
  linkIn,
  press,
  signIn,
  startCity,
  untilFigures,
} from '../support/index.ts';

const BUDGET = 'city-budget';
const residents = (story: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${story}${index}@residents.example.org`);

describe('an announcement', () => {
  let city: City;
  beforeAll(async () => {
    city = await startCity({ settings: { BATCH_SIZE: '3', LEASE_SECONDS: '3', DISPATCH_CONNECTIONS: '2' } });
  }, 90_000);
  afterAll(() => city.stop());

  it('SEND-2: reaches everyone who follows the topic, each with their own leave link, and is accounted for', async () => {
    const followers = residents('follower', 7);
    await Promise.all(followers.map((address) => follow(city, address)));
    await follow(city, 'elsewhere@residents.example.org', [BUDGET]);
    const path = await announce(city, 'The discussion guide');
    const mails = await Promise.all(followers.map((address) => city.mails.nextMail(address)));
    for (const mail of mails) {
      expect(mail.subject).toBe('The discussion guide');
      expect(mail.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
      expect(mail.header('list-unsubscribe')).toMatch(/^<https?:[^>]+>, <mailto:[^>]+>$/);
      expect(mail.header('auto-submitted')).toBeUndefined();
      for (const part of [mail.text, mail.html]) expect(part).toContain('/leave/');
      expect(mail.html).not.toMatch(/<img|<script/);
    }
    expect(new Set(mails.map((mail) => linkIn(mail, '/leave/'))).size).toBe(7);
    const figures = await untilFigures(city, path, (now) => now.Accepted === 7);
    expect(figures).toEqual({
      Audience: 7,
      Accepted: 7,
      Suppressed: 0,
      Failed: 0,
      Uncertain: 0,
      'Still to do': 0,
    });
    expect(city.mails.to('elsewhere@residents.example.org')).toHaveLength(2);
  }, 60_000);

  it('MSG-2: is not released by the person who wrote it', async () => {
    const { visitor } = await signIn(city, '/staff', 'demo-beatriz');
    const form = await visitor.open('/staff/announcements/new?lang=en');
    const texts = { 'subject-en': 'Alone', 'body-en': 'One.', 'subject-fr': 'Seule', 'body-fr': 'Un.' };
    const draft = await visitor.send(form, { topic: BUDGET, send: 'now', ...texts }, 'subject-en');
    const submitted = await visitor.send(draft, {}, '/submit');
    expect(submitted.forms.some(({ action }) => action.includes('/release'))).toBe(false);
    const path = new URL(draft.url).pathname;
    const forced = {
      ...submitted,
      forms: [{ action: `${path}/release`, fields: submitted.forms[0]?.fields ?? {} }],
    };
    const refused = await visitor.send(forced, { contentHash: 'ab'.repeat(32) }, '/release');
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect((await visitor.open(path)).html).not.toContain('Scheduled');
  });

  it('LEAVE-4: does not reach who left before, nor who leaves while it is being sent', async () => {
    const stayers = residents('stayer', 4);
    const leavers = residents('leaver', 8);
    const welcomes = await Promise.all(
      [...stayers, ...leavers].map((address) => follow(city, address, [BUDGET])),
    );
    const gone = await follow(city, 'gone@residents.example.org', [BUDGET]);
    await press(linkIn(gone, '/leave/'), {}, 'topic');
    // The server keeps the first two messages waiting, so the dispatch stands still in the middle.
    city.mails.hold();
    const path = await announce(city, 'The budget', BUDGET);
    await city.mails.held(1);
    const before = city.mails.accepted.length;
    for (const welcome of welcomes.slice(4)) await press(linkIn(welcome, '/leave/'), {}, 'everything');
    // Two are on the wire, and the envelopes of two more: their outcome is not known before the server answers.
    const onTheWay = 4;
    await untilFigures(city, path, (now) => Number(now.Suppressed) >= leavers.length - onTheWay);
    city.mails.release();
    const figures = await untilFigures(
      city,
      path,
      (now) => now['Still to do'] === 0 && Number(now.Audience) > 0,
    );
    const sent = city.mails.accepted.slice(before).filter(({ subject }) => subject === 'The budget');
    const { Audience: audience, Accepted: accepted, Suppressed: suppressed } = figures;
    // One more than these: who follows the budget since the first story.
    expect(audience).toBe(13);
    expect(sent).toHaveLength(accepted ?? -1);
    expect(Number(accepted) + Number(suppressed)).toBe(13);
    expect(suppressed).toBeGreaterThanOrEqual(leavers.length - onTheWay);
    expect(city.mails.to('gone@residents.example.org').map(({ subject }) => subject)).not.toContain(
      'The budget',
    );
    for (const address of stayers) expect(city.mails.to(address).at(-1)?.subject).toBe('The budget');
  }, 90_000);

  it('SEND-3, SEND-5: a killed sender skips nobody; who was on the wire is uncertain and not mailed twice', async () => {
    const path = await killInTheMiddle(city);
    const figures = await untilFigures(
      city,
      path,
      (now) => now['Still to do'] === 0 && Number(now.Audience) > 0,
    );
    const {
      Audience: audience = 0,
      Accepted: accepted = 0,
      Suppressed: suppressed = 0,
      Uncertain: uncertain = 0,
    } = figures;
    expect(accepted + suppressed + uncertain).toBe(audience);
    expect(uncertain).toBeGreaterThan(0);
    const got = city.mails.accepted.filter(({ subject }) => subject === 'Interrupted').map(({ to }) => to);
    expect(new Set(got).size).toBe(got.length);
  }, 90_000);

  it('ABUSE-5: no log of the whole run holds an address', () => {
    expect(city.logs()).toContain('notification');
    expect(city.logs()).not.toContain('residents.example.org');
  });
});

async function killInTheMiddle(city: City): Promise<string> {
  city.mails.hold();
  const path = await announce(city, 'Interrupted');
  await city.mails.held(1);
  await city.service('notification').kill();
  city.mails.hangUp();
  city.mails.release();
  await city.service('notification').start();
  return path;
}
