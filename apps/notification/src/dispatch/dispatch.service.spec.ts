import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { AnnouncementPublishedV1 } from '#libs/contracts';
import { told } from '../messages/told.testing.ts';
import { DispatchBench, type Follower } from './dispatch.testing.ts';

const bench = new DispatchBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const once = (followers: Follower[]) => followers.map(() => 1);

describe('a dispatch', () => {
  it('SEND-2: reaches everyone once, and accounts for them with the ledger entry it relied on', async () => {
    const followers = await bench.follow(8);
    const id = await bench.announce();
    const all = { audience: 8, accepted: 8, suppressed: 0, failed: 0, uncertain: 0, toDo: 0 };
    expect(await bench.statement(id)).toMatchObject(all);
    expect(bench.mailsTo(followers)).toEqual(once(followers));
    for (const delivery of await bench.deliveries(id)) {
      expect(delivery).toMatchObject({ state: 'accepted', ledgerIndex: '8' });
    }
  });

  it('MAIL-1: one recipient a mail, and nothing personal but the ways to manage and to leave', async () => {
    const followers = await bench.follow(2);
    await bench.statement(await bench.announce());
    const [first, second] = await Promise.all(
      followers.map(async (follower) => {
        const mail = await bench.mails.nextMail(follower.address);
        const [leave, manage] = [bench.leaveUrl(follower), bench.manageUrl(follower)];
        for (const own of [leave, manage]) expect(mail.text).toContain(own);
        const impersonal = [mail.text, mail.html].map((part) =>
          part.replaceAll(leave, 'LEAVE').replaceAll(manage, 'MANAGE'),
        );
        return { mail, impersonal };
      }),
    );
    expect(first?.impersonal).toEqual(second?.impersonal);
    expect(first?.mail.header('Message-ID')).not.toBe(second?.mail.header('Message-ID'));
    expect(first?.mail.html).not.toMatch(/<img|src=/);
  });

  it('MSG-1, LEAVE-1, LEAVE-2, MAIL-3: names who writes and how to leave, in both parts and in the headers', async () => {
    const anne = await bench.followOne();
    const elodie = await bench.followOne({ language: 'fr' });
    await bench.statement(await bench.announce());
    const mail = await bench.mails.nextMail(anne.address);
    const leave = bench.leaveUrl(anne);
    expect(mail.subject).toBe('Meetings in March');
    for (const part of [mail.text, mail.html]) {
      for (const said of [
        'Example City',
        'Communications Division',
        '1 Main Street',
        'news@example.ca',
        '416-555-0100',
        'https://example.ca/plan',
        'Digital plan',
        `${leave}?lang=en`,
        `${bench.manageUrl(anne)}?lang=en`,
      ]) {
        expect(part).toContain(said);
      }
    }
    expect(mail.header('List-Unsubscribe')).toMatch(
      new RegExp(`^<${leave}>, <mailto:leave@example\\.ca\\?subject=unsubscribe%20[\\w-]+>$`),
    );
    expect(mail.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(mail.header('List-Id')).toBe(`<${bench.topic}.example.ca>`);
    expect(mail.header('List-Owner')).toBe('<mailto:news@example.ca>');
    expect(mail.header('List-Help')).toBe(`<https://updates.example.ca/topics/${bench.topic}>`);
    expect(mail.header('List-Archive')).toBe('<https://updates.example.ca/announcements>');
    expect(mail.header('Auto-Submitted')).toBeUndefined();
    expect(mail.parsed.replyTo).toEqual([{ name: '', address: 'news@example.ca' }]);
    const french = await bench.mails.nextMail(elodie.address);
    expect(french.subject).toBe('Réunions en mars');
    expect(french.html).toContain('<html lang="fr"');
    expect(french.text).toContain('Division des communications');
    expect(french.text).toContain('?lang=fr');
  });

  it('writes to those who followed when it began: neither to who left before nor to who joined later', async () => {
    const gone = await bench.follow(1);
    const staying = await bench.follow(12);
    await Promise.all(gone.map((follower) => bench.leave(follower)));
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(1);
    const late = await bench.follow(30);
    bench.mails.release();
    expect(await bench.statement(id)).toMatchObject({ audience: 12, accepted: 12, suppressed: 0 });
    expect(bench.mailsTo(staying)).toEqual(once(staying));
    expect(bench.mailsTo(late)).toEqual(late.map(() => 0));
  });

  it('waits for the time that was chosen', async () => {
    const followers = await bench.follow(1);
    const id = await bench.announce(new Date('2026-03-02T16:00:00.000Z'));
    // Another announcement goes out meanwhile, so this one could have.
    const other = await bench.newTopic();
    await bench.statement(await bench.announce(null, other));
    expect(bench.mailsTo(followers)).toEqual([0]);
    bench.clock.set('2026-03-02T16:00:00.000Z');
    await bench.statement(id);
    expect(bench.mailsTo(followers)).toEqual([1]);
  });

  it('is in the archive and in the feed of its topic from then on, and subscription hears of it', async () => {
    const id = await bench.announce(new Date('2026-03-02T16:00:00.000Z'));
    const entries = async (query = '') =>
      feedEntries((await bench.get(`/feeds/${bench.topic}.atom${query}`)).body);
    expect(await entries()).toEqual([]);
    bench.clock.set('2026-03-02T16:00:00.000Z');
    await bench.statement(id);
    const page = `https://updates.example.ca/announcements/${id}?lang=fr`;
    expect(await entries('?lang=fr')).toEqual([
      expect.objectContaining({
        id: `urn:uuid:${id}`,
        title: 'Réunions en mars',
        updated: '2026-03-02T16:00:00.000Z',
        link: expect.objectContaining({ href: page }),
        content: expect.objectContaining({ '#text': expect.stringContaining('<strong>svp</strong>') }),
      }),
    ]);
    expect((await bench.get(new URL(page).pathname)).statusCode).toBe(200);
    const heard = await told(bench.notification, AnnouncementPublishedV1, (one) => one.announcementId === id);
    expect(heard).toEqual([
      expect.objectContaining({
        topic: bench.topic,
        subjects: { en: 'Meetings in March', fr: 'Réunions en mars' },
        publishedAt: '2026-03-02T16:00:00.000Z',
      }),
    ]);
  });

  it('a feed is Atom that may be kept for a while, and there is none of what is no topic', async () => {
    const { statusCode, headers, body } = await bench.get(`/feeds/${bench.topic}.atom?lang=en`);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('application/atom+xml; charset=utf-8');
    expect(headers['cache-control']).toBe('public, max-age=900');
    const { feed } = readFeed(body);
    expect(feed).toMatchObject({
      id: `https://updates.example.ca/feeds/${bench.topic}.atom?lang=en`,
      title: 'Digital plan',
      author: { name: 'Example City, Communications Division' },
      updated: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    for (const name of ['nothing.atom', bench.topic, `${bench.topic}.rss`, '..%2fstaff.atom']) {
      expect((await bench.get(`/feeds/${name}`)).statusCode).toBe(404);
    }
  });

  it('is over at once when nobody follows', async () => {
    expect(await bench.statement(await bench.announce())).toMatchObject({
      audience: 0,
      toDo: 0,
    });
  });
});

/** @throws Error when it is no well-formed XML. */
function readFeed(xml: string) {
  const validity = XMLValidator.validate(xml);
  if (validity !== true) throw new Error(validity.err.msg);
  return new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(xml);
}

function feedEntries(xml: string): object[] {
  return [readFeed(xml).feed.entry ?? []].flat();
}
