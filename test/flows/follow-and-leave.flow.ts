import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, type City, follow, linkIn, PLAN, press, startCity, Visitor } from '../support/index.ts';

describe('a resident follows a topic and leaves it', () => {
  let city: City;
  beforeAll(async () => {
    city = await startCity();
  }, 90_000);
  afterAll(() => city.stop());

  it('ASK-1, ASK-2, ASK-3: reads the notice before the first field, and no box is ticked, also after an error', async () => {
    const visitor = new Visitor(city.url);
    const home = await visitor.open('/?lang=en');
    const notice = home.html.indexOf('City of Toronto Act, 2006');
    expect(notice).toBeGreaterThan(0);
    expect(home.html.indexOf('<input')).toBeGreaterThan(notice);
    for (const words of ['ListServ Administrator', 'M5H 2N2', 'withdraw your consent at any time']) {
      expect(home.html.slice(0, home.html.indexOf('<input'))).toContain(words);
    }
    const wrong = await visitor.send(home, { email: 'not an address', topics: [PLAN] }, 'email');
    expect(wrong.title).toBe('Follow what your city is planning');
    expect(wrong.html).toContain('There is a problem');
    for (const page of [home, wrong]) expect(page.html).not.toMatch(/type="checkbox"[^>]*\schecked/);
  });

  it('asks, confirms on another device, and gets a welcome letter', async () => {
    const page = await ask(city, 'one@residents.example.org');
    expect(page.title).toBe('Look at your mail');
    const confirmation = await city.mails.nextMail('one@residents.example.org');
    expect(confirmation.header('auto-submitted')).toBe('auto-generated');
    expect(confirmation.links.map((link) => new URL(link).pathname)).toContainEqual(
      expect.stringMatching(/^\/confirm\/[\w-]+\/not-me$/),
    );
    const confirmed = await press(linkIn(confirmation, '/confirm/'));
    expect(confirmed.title).toBe('You are following');
    const welcome = await city.mails.nextMail('one@residents.example.org');
    expect(welcome.text).toContain('Digital Infrastructure Plan updates');
    expect(linkIn(welcome, '/leave/')).toContain(city.url);
    expect(city.mails.to('one@residents.example.org')).toHaveLength(2);
  });

  it('ALL-2: reads French from the form to the welcome letter', async () => {
    const page = await ask(city, 'deux@residents.example.org', { language: 'fr' });
    expect(page.title).toBe('Consultez votre courriel');
    const confirmation = await city.mails.nextMail('deux@residents.example.org');
    expect(confirmation.html).toContain('lang="fr"');
    const confirmed = await press(linkIn(confirmation, '/confirm/'));
    expect(confirmed.html).toContain('lang="fr"');
    const welcome = await city.mails.nextMail('deux@residents.example.org');
    expect(welcome.text).toContain('Nouvelles du Plan d’infrastructure numérique');
  });

  it('is the same for a program: always 202, and one mail', async () => {
    const requests = `${city.url}/api/subscription/v1/requests`;
    const body = { email: 'three@residents.example.org', topics: [PLAN], language: 'en', consent: true };
    const post = () =>
      fetch(requests, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    const answers = [await post(), await post()];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const mail = await city.mails.nextMail('three@residents.example.org');
    await press(linkIn(mail, '/confirm/'));
    await city.mails.nextMail('three@residents.example.org');
    expect((await post()).status).toBe(202);
  });

  it('CONF-1: a mail scanner that opens every link, with HEAD and GET, confirms nothing and leaves nothing', async () => {
    await ask(city, 'scanned@residents.example.org');
    const mail = await city.mails.nextMail('scanned@residents.example.org');
    for (const link of mail.links.filter((candidate) => candidate.startsWith(city.url))) {
      await fetch(link, { method: 'HEAD' });
      await fetch(link);
    }
    const page = await new Visitor(city.url).open(linkIn(mail, '/confirm/'));
    expect(page.title).toBe('Confirm that you want to follow');
    const confirmed = await press(linkIn(mail, '/confirm/'));
    expect(confirmed.title).toBe('You are following');
  });

  it('LEAVE-1, LEAVE-2: leaves by one click, and pressing again changes nothing', async () => {
    const welcome = await follow(city, 'four@residents.example.org');
    const url = /<(https?:[^>]+)>/.exec(welcome.header('list-unsubscribe') ?? '')?.[1] ?? '';
    expect(welcome.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    for (const answer of [
      await fetch(url, { method: 'POST', body }),
      await fetch(url, { method: 'POST', body }),
    ]) {
      expect(answer.status).toBe(200);
      expect(answer.redirected).toBe(false);
    }
    const left = await press(url, {}, 'everything');
    expect(left.title).toBe('You have left');
  });

  it('ABUSE-1: a page and an API answer are the same for an address that is new, pending, active or gone', async () => {
    const gone = await follow(city, 'gone@residents.example.org');
    await press(linkIn(gone, '/leave/'), {}, 'everything');
    await follow(city, 'active@residents.example.org');
    await ask(city, 'pending@residents.example.org');
    const seen = new Set<string>();
    for (const name of ['new', 'pending', 'active', 'gone']) {
      const page = await ask(city, `${name}@residents.example.org`);
      const { date: _date, ...headers } = Object.fromEntries(page.headers);
      // When the form of the page was made is sealed into it, another time each time, for whomever.
      const html = page.html.replace(/(name="formTime" value=")[^"]+/, '$1');
      seen.add(JSON.stringify([page.status, html, headers]));
    }
    expect(seen.size).toBe(1);
  });

  it('ABUSE-5: no log of the whole run holds an address or a token', async () => {
    expect(city.logs()).toContain('"kind":"consent-confirmed.v1"');
    expect(city.logs()).not.toContain('residents.example.org');
    const tokens = city.mails.accepted.flatMap((mail) =>
      mail.links.map((link) => new URL(link).pathname.split('/')[2]),
    );
    for (const token of tokens) if (token && token.length > 20) expect(city.logs()).not.toContain(token);
  });
});
