import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { LeaveLinks, ManageLinks } from '#libs/links';
import {
  ended,
  granted,
  grantedBefore,
  grantedWithoutBasis,
  RECEIPT,
  standing,
} from '../messages.testing.ts';
import { isDecided, LetterBench, newAddress } from './letters.testing.ts';

const bench = new LetterBench();
beforeAll(() => bench.start());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

describe('the welcome letter', () => {
  const links = () => new LeaveLinks(bench.notification.settings.linkKeys);

  it('LEAVE-1, LEAVE-2: says what is followed, and how to leave, in both parts and in the headers', async () => {
    const address = newAddress();
    const followed = standing();
    await bench.notification.send(granted({ address, standings: [followed] }));
    const mail = await bench.mails.nextMail(address);
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

  it('CONF-3: leads to what its resident follows, by a link that shows no address', async () => {
    const message = granted({ address: newAddress() });
    await bench.notification.send(message);
    const { text, html } = await bench.mails.nextMail(message.address);
    const [, token = ''] = /\/manage\/([\w-]+)\?lang=en/.exec(text) ?? [];
    const read = new ManageLinks(bench.notification.settings.linkKeys).read(token, new Date());
    expect(read).toEqual({ residentId: message.residentId, isFresh: false });
    expect(html).toContain(`/manage/${token}?lang=en`);
  });

  it('LEAVE-2: on several topics has a link for each, and leaves everything by one press', async () => {
    const address = newAddress();
    const followed = [standing(), standing({ topic: 'parks' })];
    await bench.notification.send(granted({ address, language: 'fr', standings: followed }));
    const mail = await bench.mails.nextMail(address);
    expect(mail.subject).toBe('Vous suivez maintenant 2 sujets – Ville d’Exemple');
    for (const { subscriptionId } of followed) {
      expect(mail.text).toContain(`/leave/${links().token(subscriptionId)}?lang=fr`);
    }
    expect(mail.header('List-Unsubscribe')).toMatch(/^<https:[^>]*\/everything>, <mailto:/);
    expect(mail.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  });

  it('PROOF-6: leads to the receipt from both parts, in the language of the resident', async () => {
    for (const [language, words] of [
      ['en', 'Your receipt'],
      ['fr', 'Votre reçu'],
    ] as const) {
      const address = newAddress();
      await bench.notification.send(granted({ address, language }));
      const mail = await bench.mails.nextMail(address);
      const url = `https://updates.example.ca/verify/receipt/${RECEIPT}?lang=${language}`;
      expect(mail.text).toContain(`${words}\n${url}`);
      expect(mail.html).toContain(`<a href="${url}">${words}</a>`);
    }
    expect(bench.notification.log.join('\n')).not.toContain('RRRR');
  });

  it('is one for a message that comes twice, also for one from before there were receipts', async () => {
    const address = newAddress();
    for (const message of [
      grantedBefore({ address }),
      grantedWithoutBasis({ address }),
      granted({ address }),
    ]) {
      const sent = await bench.notification.send(message);
      const mail = await bench.mails.nextMail(address);
      expect(mail.text.includes('/verify/receipt/')).toBe('receipt' in message);
      await bench.letter(sent.id, isDecided);
      await bench.notification.sendAgain(sent);
    }
    const later = newAddress();
    await bench.notification.send(granted({ address: later }));
    await bench.mails.nextMail(later);
    expect(bench.mails.to(address)).toHaveLength(3);
  });

  it('LEAVE-4: is not sent to a resident who left while it waited', async () => {
    const [address, residentId] = [newAddress(), randomUUID()];
    bench.mails.refuseRecipients(() => ({ code: 450, text: '4.2.0 later' }));
    const { id } = await bench.notification.send(granted({ address, residentId }));
    await bench.letter(id, ({ attempts, state }) => attempts === 1 && state === 'due');
    await bench.notification.send(ended({ residentId }));
    bench.mails.refuseRecipients();
    bench.clock.advance(60);
    expect(await bench.letter(id, isDecided)).toMatchObject({ state: 'suppressed', reason: 'withdrew' });
    expect(bench.mails.to(address)).toEqual([]);
  });
});
