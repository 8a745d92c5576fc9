import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { askedRecorded, topicPublished } from '../messages.testing.ts';
import { isDecided, LetterBench, newAddress } from './letters.testing.ts';

const bench = new LetterBench();
beforeAll(() => bench.start());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

describe('the confirmation letter', () => {
  it('ASK-4: says who sends it, what was asked, until when; confirms, or says that it was not me', async () => {
    const address = newAddress();
    const { id } = await bench.notification.send(
      askedRecorded({ address, topics: ['digital-plan', 'parks'] }),
    );
    const mail = await bench.mails.nextMail(address);
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
    await bench.letter(id, ({ state }) => state === 'sent');
  });

  it('ASK-4: repeats nothing that was typed into the form', async () => {
    const address = newAddress();
    await bench.notification.send(askedRecorded({ address }));
    const mail = await bench.mails.nextMail(address);
    expect(mail.text).not.toContain(address);
    expect(mail.html).not.toContain(address);
    expect(mail.subject).not.toContain(address);
  });

  it('ALL-2: is in the language of the request, as are the pages that it leads to', async () => {
    const address = newAddress();
    await bench.notification.send(askedRecorded({ address, language: 'fr' }));
    const mail = await bench.mails.nextMail(address);
    expect(mail.subject).toBe('Veuillez confirmer votre adresse de courriel – Ville d’Exemple');
    expect(mail.text).toContain('Plan numérique');
    expect(mail.text).toContain('9 mars 2026');
    expect(mail.text).toMatch(/\/confirm\/T+\?lang=fr/);
    expect(mail.html).toContain('<html lang="fr" dir="ltr">');
  });

  it('ABUSE-5: leaves neither address nor token behind once it is sent', async () => {
    const address = newAddress();
    const { id } = await bench.notification.send(askedRecorded({ address }));
    expect(await bench.letter(id, isDecided)).toMatchObject({ state: 'sent', address: null, sealed: null });
    expect(bench.notification.log.join('\n')).not.toContain(address);
    expect(bench.notification.log.join('\n')).not.toContain('TTTT');
  });

  it('is one, however often its message comes', async () => {
    const address = newAddress();
    const sent = await bench.notification.send(askedRecorded({ address }));
    await bench.letter(sent.id, isDecided);
    await bench.notification.sendAgain(sent);
    await bench.notification.redis.flush();
    await bench.notification.sendAgain(sent);
    // A later letter has arrived, so an earlier one would have, too.
    const other = newAddress();
    await bench.notification.send(askedRecorded({ address: other }));
    await bench.mails.nextMail(other);
    expect(bench.mails.to(address)).toHaveLength(1);
  });

  it('waits for a topic that is not known yet', async () => {
    const address = newAddress();
    const { id } = await bench.notification.send(askedRecorded({ address, topics: ['budget'] }));
    await bench.letter(id, ({ state, reason }) => state === 'due' && reason === 'not-made');
    await bench.notification.send(topicPublished({ topic: 'budget', names: { en: 'Budget', fr: 'Budget' } }));
    bench.clock.advance(60);
    expect((await bench.mails.nextMail(address)).text).toContain('- Budget');
  });
});
