import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { LeaveLinks } from '#libs/links';
import { askedRecorded, ended, granted, standing, topicPublished } from '../messages.testing.ts';
import { eventually, type RunningNotification, runNotification } from '../notification.testing.ts';

let notification: RunningNotification;

beforeAll(async () => {
  notification = await runNotification();
  await notification.send(topicPublished());
  await notification.send(topicPublished({ topic: 'parks', names: { en: 'Parks & paths', fr: 'Parcs' } }));
});
afterEach(() => {
  notification.mails.refuseRecipients();
  notification.mails.refuseMessages();
  notification.clock.set('2026-03-02T15:00:00.000Z');
});
afterAll(() => notification.stop());

/** Of nobody else in this file. */
const newAddress = () => `anne.${randomUUID()}@example.org`;

interface LetterRow {
  id: string;
  state: string;
  reason: string | null;
  attempts: number;
  address: string | null;
  sealed: string | null;
}

const letter = (id: string, isRight: (row: LetterRow) => boolean) =>
  eventually(
    async () =>
      (await notification.dataSource.query<LetterRow[]>('SELECT * FROM letters WHERE id = $1', [id]))[0],
    (row) => row !== undefined && isRight(row),
  );

const isDecided = ({ state }: LetterRow) => !['due', 'leased'].includes(state);

describe('the confirmation letter', () => {
  it('ASK-4: says who sends it, what was asked, until when; confirms, or says that it was not me', async () => {
    const address = newAddress();
    const { id } = await notification.send(askedRecorded({ address, topics: ['digital-plan', 'parks'] }));
    const mail = await notification.mails.nextMail(address);
    const token = 'T'.repeat(43);
    expect(mail.subject).toBe('Please confirm your e-mail address – Example City');
    expect(mail.parsed.from).toEqual({ name: 'Example City', address: 'updates@example.ca' });
    expect(mail.links).toEqual(
      expect.arrayContaining([
        `https://updates.example.ca/confirm/${token}?lang=en`,
        `https://updates.example.ca/confirm/${token}/not-me?lang=en`,
      ]),
    );
    for (const part of [mail.text, mail.html.replaceAll('&amp;', '&')]) {
      for (const said of [
        'Example City',
        'Communications Division',
        '1 Main Street',
        'news@example.ca',
        '416-555-0100',
        'Digital plan',
        'Parks & paths',
        'March 9, 2026',
        `/confirm/${token}?lang=en`,
        `/confirm/${token}/not-me?lang=en`,
      ]) {
        expect(part).toContain(said);
      }
    }
    expect(mail.header('Auto-Submitted')).toBe('auto-generated');
    expect(mail.header('Content-Language')).toBe('en');
    expect(mail.html).toContain('<html lang="en" dir="ltr">');
    await letter(id, ({ state }) => state === 'sent');
  });

  it('ASK-4: repeats nothing that was typed into the form', async () => {
    const address = newAddress();
    await notification.send(askedRecorded({ address }));
    const mail = await notification.mails.nextMail(address);
    expect(mail.text).not.toContain(address);
    expect(mail.html).not.toContain(address);
    expect(mail.subject).not.toContain(address);
  });

  it('ALL-2: is in the language of the request, as are the pages that it leads to', async () => {
    const address = newAddress();
    await notification.send(askedRecorded({ address, language: 'fr' }));
    const mail = await notification.mails.nextMail(address);
    expect(mail.subject).toBe('Veuillez confirmer votre adresse de courriel – Ville d’Exemple');
    expect(mail.text).toContain('Plan numérique');
    expect(mail.text).toContain('9 mars 2026');
    expect(mail.text).toMatch(/\/confirm\/T+\?lang=fr/);
    expect(mail.html).toContain('<html lang="fr" dir="ltr">');
  });

  it('ABUSE-5: leaves neither address nor token behind once it is sent', async () => {
    const address = newAddress();
    const { id } = await notification.send(askedRecorded({ address }));
    expect(await letter(id, isDecided)).toMatchObject({ state: 'sent', address: null, sealed: null });
    expect(notification.log.join('\n')).not.toContain(address);
    expect(notification.log.join('\n')).not.toContain('TTTT');
  });

  it('is one, however often its message comes', async () => {
    const address = newAddress();
    const sent = await notification.send(askedRecorded({ address }));
    await letter(sent.id, isDecided);
    await notification.sendAgain(sent);
    await notification.redis.flush();
    await notification.sendAgain(sent);
    // A later letter has arrived, so an earlier one would have, too.
    const other = newAddress();
    await notification.send(askedRecorded({ address: other }));
    await notification.mails.nextMail(other);
    expect(notification.mails.to(address)).toHaveLength(1);
  });

  it('waits for a topic that is not known yet', async () => {
    const address = newAddress();
    const { id } = await notification.send(askedRecorded({ address, topics: ['budget'] }));
    await letter(id, ({ state, reason }) => state === 'due' && reason === 'not-made');
    await notification.send(topicPublished({ topic: 'budget', names: { en: 'Budget', fr: 'Budget' } }));
    notification.clock.advance(60);
    expect((await notification.mails.nextMail(address)).text).toContain('- Budget');
  });
});

describe('a letter that meets trouble', () => {
  it('SEND-4: is tried again after 4xx, with the same Message-ID', async () => {
    const address = newAddress();
    const tried: (string | undefined)[] = [];
    notification.mails.refuseMessages((mail) => {
      tried.push(mail.header('Message-ID'));
      return tried.length < 3 ? { code: 451, text: '4.3.0 later' } : undefined;
    });
    const { id } = await notification.send(askedRecorded({ address }));
    for (const attempt of [1, 2]) {
      await letter(id, ({ state, attempts }) => state === 'due' && attempts === attempt);
      notification.clock.advance(60);
    }
    await letter(id, ({ state }) => state === 'sent');
    expect(new Set(tried).size).toBe(1);
    expect(tried).toHaveLength(3);
  });

  it('SEND-4: fails on 5xx with its code, and forgets the address', async () => {
    notification.mails.refuseRecipients(() => ({ code: 550, text: '5.1.1 unknown' }));
    const { id } = await notification.send(askedRecorded({ address: newAddress() }));
    expect(await letter(id, isDecided)).toMatchObject({ state: 'failed', reason: '5.1.1', address: null });
  });

  it('SEND-4: waits when the relay objects to us: it is not the resident who failed', async () => {
    notification.mails.refuseRecipients(() => ({ code: 550, text: '5.7.1 policy' }));
    const { id } = await notification.send(askedRecorded({ address: newAddress() }));
    expect(await letter(id, ({ reason }) => reason !== null)).toMatchObject({
      state: 'due',
      reason: '5.7.1',
    });
  });

  it('ASK-6: is not sent any more once its link has expired', async () => {
    notification.mails.refuseRecipients(() => ({ code: 450, text: '4.2.0 later' }));
    const address = newAddress();
    const { id } = await notification.send(askedRecorded({ address }));
    await letter(id, ({ attempts, state }) => attempts === 1 && state === 'due');
    notification.mails.refuseRecipients();
    notification.clock.set('2026-03-10T00:00:00.000Z');
    expect(await letter(id, isDecided)).toMatchObject({ state: 'failed', reason: 'expired' });
    expect(notification.mails.to(address)).toEqual([]);
  });

  it('is taken over from a process that fell silent, and a wiped Redis does not matter', async () => {
    const address = newAddress();
    notification.mails.refuseRecipients(() => ({ code: 450, text: '4.2.0 later' }));
    const { id } = await notification.send(askedRecorded({ address }));
    await letter(id, ({ attempts, state }) => attempts === 1 && state === 'due');
    notification.mails.refuseRecipients();
    await notification.dataSource.query(
      `UPDATE letters SET state = 'leased', leased_until = clock_timestamp() - interval '1 second' WHERE id = $1`,
      [id],
    );
    await notification.redis.flush();
    expect((await notification.mails.nextMail(address)).subject).toContain('Please confirm');
  });
});

describe('the welcome letter', () => {
  const links = () => new LeaveLinks(notification.settings.linkKeys);

  it('LEAVE-1, LEAVE-2: says what is followed, and how to leave, in both parts and in the headers', async () => {
    const address = newAddress();
    const followed = standing();
    await notification.send(granted({ address, standings: [followed] }));
    const mail = await notification.mails.nextMail(address);
    const leave = `https://updates.example.ca/leave/${links().token(followed.subscriptionId)}`;
    expect(mail.subject).toBe('You now follow “Digital plan” – Example City');
    expect(mail.text).toContain(`${leave}?lang=en`);
    expect(mail.html).toContain(`href="${leave}?lang=en"`);
    expect(mail.header('List-Unsubscribe')).toMatch(
      new RegExp(`^<${leave}>, <mailto:leave@example\\.ca\\?subject=unsubscribe%20[\\w-]+>$`),
    );
    expect(mail.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(mail.header('Auto-Submitted')).toBe('auto-generated');
  });

  it('LEAVE-2: on several topics has a link for each, and lets the page ask which one is meant', async () => {
    const address = newAddress();
    const followed = [standing(), standing({ topic: 'parks' })];
    await notification.send(granted({ address, language: 'fr', standings: followed }));
    const mail = await notification.mails.nextMail(address);
    expect(mail.subject).toBe('Vous suivez maintenant 2 thèmes – Ville d’Exemple');
    for (const { subscriptionId } of followed) {
      expect(mail.text).toContain(`/leave/${links().token(subscriptionId)}?lang=fr`);
    }
    expect(mail.header('List-Unsubscribe')).toBeDefined();
    expect(mail.header('List-Unsubscribe-Post')).toBeUndefined();
  });

  it('LEAVE-4: is not sent to a resident who left while it waited', async () => {
    const [address, residentId] = [newAddress(), randomUUID()];
    notification.mails.refuseRecipients(() => ({ code: 450, text: '4.2.0 later' }));
    const { id } = await notification.send(granted({ address, residentId }));
    await letter(id, ({ attempts, state }) => attempts === 1 && state === 'due');
    await notification.send(ended({ residentId }));
    notification.mails.refuseRecipients();
    notification.clock.advance(60);
    expect(await letter(id, isDecided)).toMatchObject({ state: 'suppressed', reason: 'withdrew' });
    expect(notification.mails.to(address)).toEqual([]);
  });
});
