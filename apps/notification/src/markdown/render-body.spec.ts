import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderBody } from './render-body.ts';

const html = (markdown: string) => renderBody(markdown).html.trim();
const text = (markdown: string) => renderBody(markdown).text;

/** What a browser would act on: an element or attribute that our few rules do not make. */
const ALLOWED =
  /<(\/?(p|h[2-6]|ul|ol|li|blockquote|pre|code|em|strong)|ol start="\d+"|code class="[^"<>]*"|br \/|hr \/|\/a|a href="(https:|mailto:|tel:)[^"<>]*"( title="[^"<>]*")?|img src="https:[^"<>]*" alt="[^"<>]*"( title="[^"<>]*")? \/)>/g;

describe('renderBody', () => {
  it.each([
    ['<script>alert(1)</script>'],
    ['<img src=x onerror=alert(1)>'],
    ['<a href="javascript:alert(1)">x</a>'],
    ['hello <b onmouseover="alert(1)">you</b>'],
    ['<svg/onload=alert(1)>'],
    ['<!-- --><iframe src="https://example.com"></iframe>'],
    ['<style>body{display:none}</style>'],
    ['[x](javascript:alert(1))'],
    ['[x](JaVaScRiPt:alert(1))'],
    ['[x](java\tscript:alert(1))'],
    ['[x](&#106;avascript:alert(1))'],
    ['[x](javascript&colon;alert(1))'],
    ['[x](%6Aavascript:alert(1))'],
    ['[x](data:text/html;base64,PHNjcmlwdD4=)'],
    ['[x](vbscript:x)'],
    ['[x](file:///etc/passwd)'],
    ['[x](//example.com)'],
    ['[x](/staff)'],
    ['[x](http://example.com)'],
    ['[x](https://example.com"onclick="alert(1))'],
    ['[x](https://example.com "t\\" onclick=\\"alert(1)")'],
    ['[x](https://city.example.ca@example.com)'],
    ['<javascript:alert(1)>'],
    ['![x](javascript:alert(1))'],
    ['![x](data:image/svg+xml;base64,PHN2Zz4=)'],
    ['![x" onerror="alert(1)](https://example.com/a.png)'],
    ['![x](mailto:a@example.ca)'],
    ['[x](<>) [y]() [![z]()]()'],
    ['[x]\n\n[x]: javascript:alert(1)'],
    ['```"><script>alert(1)</script>\nx\n```'],
  ])('MSG-3: nothing in %j can act in a mail or on a page', (markdown) => {
    expect(html(markdown).replaceAll(ALLOWED, '')).not.toMatch(/[<>]/);
  });

  it('MSG-3: whatever is written, only the few allowed elements come out', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      '[',
      '](',
      ')',
      '![',
      '`',
      'javascript:',
      'https://',
      '\n',
      '&#x3c;',
      'a',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(html(pieces.join('')).replaceAll(ALLOWED, '')).not.toMatch(/[<>]/);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['https://example.ca/a?b=1&c=2', '<a href="https://example.ca/a?b=1&amp;c=2">x</a>'],
    ['mailto:a@example.ca', '<a href="mailto:a@example.ca">x</a>'],
    ['mailto:a@example.ca?subject=Plan', '<a href="mailto:a@example.ca?subject=Plan">x</a>'],
    ['tel:+1-416-555-0100', '<a href="tel:+1-416-555-0100">x</a>'],
  ])('MSG-3: a link to %s is a link', (address, link) => {
    expect(html(`[x](${address})`)).toBe(`<p>${link}</p>`);
  });

  it.each([
    ['mailto:a@example.ca?bcc=b@example.ca'],
    ['mailto:a@example.ca,b@example.ca'],
    ['mailto:a@example.ca?subject=x&body=y'],
    ['http://example.ca'],
  ])('MSG-3: a link to %s stays text', (address) => {
    expect(html(`[x](${address})`)).not.toContain('>x</a>');
  });

  it.each([
    ['{{ name }}'],
    ['{% include "x" %}'],
    ['#{7 * 7}'],
    ['<%= x %>'],
    ['{{constructor.constructor("x")()}}'],
  ])('MSG-3: %s stays the text that it is', (template) => {
    expect(text(template)).toBe(template);
    expect(html(template).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')).toBe(
      `<p>${template}</p>`,
    );
  });

  it('MSG-6: headings follow the subject without a gap, whatever the author began with', () => {
    expect(html('### One\n\n#### Two\n\n### Three')).toBe('<h2>One</h2>\n<h3>Two</h3>\n<h2>Three</h2>');
  });

  it('MSG-6: the text part has the same content, with the addresses of the links', () => {
    const markdown = [
      '# Have your say',
      'We **drafted** a [plan](https://example.ca/plan), see <https://example.ca>  ',
      'or write to clerk@example.ca.',
      '',
      '1. first',
      '2. second',
      '   - inner',
      '',
      '> quoted',
      '',
      '![A map of the wards](https://example.ca/map.png)',
      '***',
      '    code',
    ].join('\n');
    expect(text(markdown)).toBe(
      [
        'Have your say',
        '-------------',
        '',
        'We drafted a plan (https://example.ca/plan), see https://example.ca',
        'or write to clerk@example.ca.',
        '',
        '1. first',
        '2. second',
        '   - inner',
        '',
        '> quoted',
        '',
        '[A map of the wards]',
        '',
        '-----',
        '',
        '    code',
      ].join('\n'),
    );
  });

  it('MSG-6: the words of both parts are the same, in the same order', () => {
    const word = fc.stringMatching(/^[a-z]{2,8}$/);
    const blocks = fc.constantFrom('## ', '- ', '1. ', '> ', '', '**');
    fc.assert(
      fc.property(fc.array(fc.tuple(blocks, word), { minLength: 1, maxLength: 12 }), (lines) => {
        const body = renderBody(lines.map(([start, said]) => `${start}${said}`).join('\n\n'));
        const spoken = (part: string) => part.replaceAll(/<[^>]*>/g, ' ').match(/[a-z]{2,}/g);
        expect(spoken(body.text)).toEqual(spoken(body.html));
      }),
    );
  });
});
