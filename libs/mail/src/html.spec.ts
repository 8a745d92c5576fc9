import { describe, expect, it } from '@jest/globals';
import { html } from './html.ts';
import { linkButton, mailShell } from './mail-shell.ts';

describe('html', () => {
  it('MSG-3: escapes words and keeps only what html made', () => {
    const words = `<b onclick="x('y')">&`;
    expect(html`<p title="${words}">${words}</p>`.markup).toBe(
      '<p title="&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;">&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;</p>',
    );
    expect(html`<ul>${['<', '>'].map((sign) => html`<li>${sign}</li>`)}</ul>`.markup).toBe(
      '<ul><li>&lt;</li><li>&gt;</li></ul>',
    );
    expect(html`${2} of ${3}`.markup).toBe('2 of 3');
    expect(html``.markup).toBe('');
  });
});

describe('the frame of a mail', () => {
  const colours = {
    band: '#10355c',
    bandText: '#ffffff',
    accent: '#f2a93b',
    link: '#0b5fa5',
    button: '#0b5fa5',
    darkLink: '#8cc4ff',
    darkButton: '#7fc8c0',
  };
  const mail = mailShell({
    language: 'ar',
    direction: 'rtl',
    look: { name: 'City of <Example>', service: 'E-updates', colours },
    title: 'Plans & <ideas>',
    body: linkButton('https://example.ca/?a=1&b=2', 'Confirm', colours),
    footer: html`<p>City</p>`,
  });

  it('MSG-6: says its language and direction, and its title is its only first heading', () => {
    expect(mail).toContain('<html lang="ar" dir="rtl">');
    expect(mail.match(/(?<=<h1[^>]*>).*?<\/h1>/g)).toEqual(['Plans &amp; &lt;ideas&gt;</h1>']);
    expect(mail).toContain('href="https://example.ca/?a=1&amp;b=2"');
  });

  it('MSG-6: has the look of the city, also where the sheet is dropped and in the dark', () => {
    const bare = mail.replace(/<style>.*<\/style>/, '');
    expect(bare).toContain('City of &lt;Example&gt;');
    for (const style of [
      'background-color:#10355c;color:#ffffff',
      'background-color:#0b5fa5',
      'font-family:Arial',
      'max-width:600px',
    ]) {
      expect(bare).toContain(style);
    }
    const [dark] = mail.match(/(?<=prefers-color-scheme:dark\)\{).*(?=\}<\/style>)/) ?? [];
    for (const colour of ['#121212', '#8cc4ff', '#7fc8c0']) expect(dark).toContain(colour);
  });

  it('MSG-5: loads nothing from anywhere', () => {
    expect(mail).not.toMatch(/<img|<link|url\(|@import|<script|src=/i);
  });
});
