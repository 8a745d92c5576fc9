import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonalLetter } from '#libs/contracts';
import { isDecided, LetterBench, newAddress } from '../letters/letters.testing.ts';
import { askedRecorded, ended, erased, granted, personalLetterAsked, standing } from '../messages.testing.ts';

const bench = new LetterBench();
beforeAll(() => bench.start());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const TOKEN = 'T'.repeat(43);

/** A resident who follows topics, and whose welcome has arrived. */
async function resident(topics = ['digital-plan']) {
  const [address, residentId] = [newAddress(), randomUUID()];
  const standings = topics.map((topic) => standing({ topic }));
  await bench.notification.send(granted({ address, residentId, standings }));
  await bench.mails.nextMail(address);
  return { address, residentId };
}

async function ask(kind: PersonalLetter, own: Parameters<typeof personalLetterAsked>[0] = {}) {
  const message = personalLetterAsked({ kind, address: newAddress(), ...own });
  const sent = await bench.notification.send(message);
  return { ...message, sent };
}

describe('letters that subscription asks for', () => {
  it.each([
    ['manage-link', 'en', ['manage/T'], 'what you follow'],
    ['manage-link', 'fr', ['manage/T'], 'vos abonnements'],
    ['confirm-old-address', 'en', ['change-address/T', 'not-me'], 'change of address'],
    ['confirm-old-address', 'fr', ['change-address/T', 'not-me'], 'changement d’adresse'],
  ] as const)('CONF-3: %s in %s leads to its pages, and leaves neither address nor token', async (...row) => {
    const [kind, language, links, subject] = row;
    const { letterId, address } = await ask(kind, { language });
    const mail = await bench.mails.nextMail(address);
    expect(mail.subject).toContain(subject);
    for (const link of links) {
      expect(mail.text).toContain(link);
      expect(mail.links.some((href) => href.includes(link) && href.endsWith(`?lang=${language}`))).toBe(true);
    }
    expect(mail.header('Auto-Submitted')).toBe('auto-generated');
    // Nothing is followed, so there is nothing to leave.
    expect(mail.header('List-Unsubscribe')).toBeUndefined();
    for (const part of [mail.text, mail.html, mail.subject]) expect(part).not.toContain(address);
    expect(await bench.letter(letterId, isDecided)).toMatchObject({
      state: 'sent',
      address: null,
      sealed: null,
    });
    expect(bench.notification.log.join('\n')).not.toContain(TOKEN);
  });

  it('LEAVE-1: a letter about no topic still leads a follower out, by a page that asks', async () => {
    const { address, residentId } = await resident();
    await ask('manage-link', { address, residentId });
    const mail = await bench.mails.nextMail(address);
    expect(mail.header('List-Unsubscribe')).toMatch(
      /^<https:\/\/updates\.example\.ca\/leave\/[^>]+>, <mailto:/,
    );
    expect(mail.header('List-Unsubscribe-Post')).toBeUndefined();
    expect(mail.text).toContain('Leave a topic, or everything\nhttps://updates.example.ca/leave/');
  });
});

describe('the confirmation letter to somebody who follows all of it already', () => {
  const asked = async (own: Parameters<typeof askedRecorded>[0]) => {
    const message = askedRecorded(own);
    await bench.notification.send(message);
    return bench.mails.nextMail(message.address);
  };

  it('ABUSE-1: tells them alone, changes nothing, and still lets them confirm or refuse', async () => {
    const { address, residentId } = await resident();
    const mail = await asked({ address, residentId });
    expect(mail.subject).toBe('You already follow “Digital plan” – Example City');
    for (const path of [`confirm/${TOKEN}`, `confirm/${TOKEN}/not-me`]) {
      expect(mail.links).toContain(`https://updates.example.ca/${path}?lang=en`);
    }
    expect(mail.text).toMatch(
      /Manage what I follow\nhttps:\/\/updates\.example\.ca\/manage\/[\w-]{60}\?lang=en/,
    );
    expect(mail.header('List-Unsubscribe')).toMatch(/^<https:\/\/updates\.example\.ca\/leave\//);
    expect(mail.text).toContain('Leave “Digital plan”, or everything');
  });

  it('is the usual one when something new is asked for, at another address, and after leaving', async () => {
    const usual = 'Please confirm your e-mail address – Example City';
    const { address, residentId } = await resident();
    const something = await asked({ address, residentId, topics: ['digital-plan', 'parks'] });
    expect(something.subject).toBe(usual);
    expect((await asked({ address: newAddress(), residentId })).subject).toBe(usual);
    await bench.notification.send(ended({ residentId }));
    expect((await asked({ address, residentId })).subject).toBe(usual);
  });

  it('is the usual one to an address whose mail came back: it has to be confirmed to be written to again', async () => {
    const { address, residentId } = await resident();
    await bench.notification.dataSource.query(
      "UPDATE audience SET suppressed_reason = 'soft-bounces' WHERE resident_id = $1",
      [residentId],
    );
    expect((await asked({ address, residentId })).subject).toContain('Please confirm');
  });
});

describe('the receipt of leaving', () => {
  it('names what was left, and invites to nothing', async () => {
    const { address } = await ask('left', { topics: ['digital-plan', 'parks'], token: undefined });
    const mail = await bench.mails.nextMail(address);
    expect(mail.subject).toBe('You have left 2 topics – Example City');
    expect(mail.text).toContain('- Digital plan\n- Parks & paths');
    expect(mail.links.filter((href) => href.startsWith('https://updates.'))).toEqual([
      'https://updates.example.ca/manage?lang=en',
    ]);
  });
});

describe('a letter that is asked for', () => {
  it('is one for each id, however often and in whatever message it comes', async () => {
    const first = await ask('manage-link');
    await bench.letter(first.letterId, isDecided);
    await bench.notification.sendAgain(first.sent);
    const { sent: _, ...asked } = first;
    await bench.notification.send(personalLetterAsked(asked));
    const later = await ask('manage-link');
    await bench.mails.nextMail(later.address);
    expect(bench.mails.to(first.address)).toHaveLength(1);
  });

  it('PROOF-5: is not sent to a resident who is erased while it waits', async () => {
    bench.mails.refuseRecipients(() => ({ code: 450, text: '4.2.0 later' }));
    const { letterId, residentId, address } = await ask('manage-link');
    await bench.notification.send(erased({ residentIds: [residentId] }));
    expect(await bench.letter(letterId, isDecided)).toMatchObject({ state: 'suppressed', reason: 'erased' });
    expect(bench.mails.to(address)).toEqual([]);
  });
});
