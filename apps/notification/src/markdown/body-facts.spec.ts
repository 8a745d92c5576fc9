import { describe, expect, it } from '@jest/globals';
import { bodyFacts } from './body-facts.ts';

describe('bodyFacts', () => {
  it('MSG-4: names the links and pictures that a body has, the refused ones too', () => {
    const facts = bodyFacts(
      '[click **here**](http://example.ca) ![](https://example.ca/a.png) - [![map](https://example.ca/b.png)](https://example.ca)',
    );
    expect(facts).toEqual({
      links: [
        { words: 'click here', address: 'http://example.ca' },
        { words: 'map', address: 'https://example.ca' },
      ],
      images: [
        { alternative: '', address: 'https://example.ca/a.png' },
        { alternative: 'map', address: 'https://example.ca/b.png' },
      ],
    });
  });
});
