import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readCity } from '#libs/site';
import { MailSpeeches } from '../letters/mail-speech.ts';
import { renderBody } from '../markdown/render-body.ts';
import { sender } from '../messages.testing.ts';
import type { WrittenItem } from './digest-item.query.ts';
import { type DigestFacts, digestLetter } from './digest-letter.ts';

const city = readCity(join(import.meta.dirname, '../../../../seed/toronto'));
const speeches = new MailSpeeches(city);

function item(own: Partial<WrittenItem> & { markdown?: string } = {}): WrittenItem {
  const { markdown = '## When\n\nOn **Monday**.', ...rest } = own;
  return {
    announcementId: randomUUID(),
    contentHash: '',
    residentId: randomUUID(),
    subscriptionId: randomUUID(),
    topic: 'plan',
    names: { en: 'Digital plan', fr: 'Plan numérique' },
    plannedAt: new Date('2026-03-02T15:00:00Z'),
    subject: 'Meetings in March',
    sender: sender(),
    body: renderBody(markdown),
    ...rest,
  };
}

function letter(items: [WrittenItem, ...WrittenItem[]], language = 'en') {
  const facts: DigestFacts = {
    items,
    writtenAt: new Date('2026-03-03T12:00:00Z'),
    leave: [{ name: 'Digital plan', url: 'https://example.ca/leave/1' }],
    leaveEverythingUrl: 'https://example.ca/leave/1/everything',
    manageUrl: 'https://example.ca/manage',
    pageOf: (id) => `https://example.ca/announcements/${id}`,
  };
  return digestLetter(speeches.in(language), facts);
}

describe('the mail of a digest', () => {
  it('MSG-6: has all announcements whole, in both parts, each under its own heading', () => {
    const { html, text, subject } = letter([item(), item({ subject: 'The plan is out' })]);
    expect(subject).toBe('Meetings in March, and 1 more – Example City');
    for (const part of [html, text]) {
      expect(part).toContain('The plan is out');
      expect(part).toContain('Monday');
    }
    expect(html).toContain('<h2>The plan is out</h2>');
    expect(html).toContain('<h3>When</h3>');
    expect(html.match(/<h1\b/g)).toHaveLength(1);
  });

  it('LEAVE-1, MSG-1: says who writes, how to leave this and everything, and how to change it, in both parts', () => {
    const { html, text } = letter([item()]);
    for (const part of [html, text]) {
      expect(part).toContain('1 Main Street');
      for (const path of ['leave/1', 'leave/1/everything', 'manage'])
        expect(part).toContain(`https://example.ca/${path}`);
    }
  });

  it('stays short enough to be shown whole: what is too much is linked, and nothing is left out', () => {
    const long = 'word '.repeat(6000);
    const items = [1, 2, 3].map((number) => item({ subject: `Number ${number}`, markdown: long }));
    const { html } = letter(items as [WrittenItem, ...WrittenItem[]]);
    expect(html.length).toBeLessThan(100_000);
    expect(html).toContain(`https://example.ca/announcements/${items[2]?.announcementId}`);
    expect(letter([item({ markdown: long.repeat(4) })]).text).toContain(long.trim());
  });

  it('MSG-3: an author can write nothing that is taken for our headings', () => {
    const { html } = letter([item({ markdown: 'a `<h2>` and <h3>b</h3>' })]);
    expect(html).toContain('<code>&lt;h2&gt;</code> and &lt;h3&gt;b&lt;/h3&gt;');
  });

  it('ALL-2: speaks French', () => {
    const { subject, text } = letter([item(), item(), item()], 'fr');
    expect(subject).toBe('Meetings in March, et 2 autres annonces – Ville d’Exemple');
    expect(text).toContain('Me désabonner de tout');
  });
});
