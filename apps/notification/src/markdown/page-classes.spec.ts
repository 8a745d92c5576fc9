import { describe, expect, it } from '@jest/globals';
import { withPageClasses } from './page-classes.ts';
import { renderBody } from './render-body.ts';

const onPage = (markdown: string) => withPageClasses(renderBody(markdown).html).trim();

describe('withPageClasses', () => {
  it('MSG-5: a page loads no picture from another host, and shows its alternative text', () => {
    expect(onPage('![A "map" > <b>](https://example.ca/map.png "title")')).toBe(
      '<p>[A &quot;map&quot; &gt; &lt;b&gt;]</p>',
    );
  });

  it('gives what an author wrote the look of the pages', () => {
    expect(onPage('# Come\n\n3. [x](https://example.ca)')).toBe(
      [
        '<h2 class="govuk-heading-m">Come</h2>',
        '<ol class="govuk-list govuk-list--number" start="3">',
        '<li><a class="govuk-link" href="https://example.ca">x</a></li>',
        '</ol>',
      ].join('\n'),
    );
  });

  it('leaves words alone that look like elements', () => {
    expect(onPage('`<a href="x">` and <h2>')).toBe(
      '<p><code>&lt;a href=&quot;x&quot;&gt;</code> and &lt;h2&gt;</p>',
    );
  });
});
