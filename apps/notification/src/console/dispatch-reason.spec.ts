import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Languages } from '#libs/site';
import { reasonInWords, toldReasons } from './dispatch-reason.ts';

const words = Languages.read([join(import.meta.dirname, '../languages')], ['en', 'fr']).words('en');

describe('reasonInWords', () => {
  it.each(toldReasons)('SEND-2: an operator reads what %s means', (reason) => {
    expect(reasonInWords(reason, words)).not.toContain(reason);
  });

  it('SEND-2: an operator reads the code of a mail server, and that it was tried again in vain', () => {
    expect(reasonInWords('5.1.1', words)).toBe('The mail server answered 5.1.1');
    expect(reasonInWords('window-ended-4.2.2', words)).toMatch(/^Tried again .* answered 4\.2\.2$/);
  });
});
