import { describe, expect, it } from '@jest/globals';
import { readOffers } from './offers.ts';

const NOTHING = { pipelining: false, chunking: false, smtpUtf8: false, eightBitMime: false, dsn: false };

describe('what a relay offers', () => {
  it('is read from the reply to EHLO', () => {
    const reply =
      '250-mail.example.org\n250-PIPELINING\n250-size 10240000\n250-DSN\n250-8BITMIME\n250-SMTPUTF8\n250 CHUNKING';
    expect(readOffers(reply)).toEqual({
      pipelining: true,
      chunking: true,
      smtpUtf8: true,
      eightBitMime: true,
      dsn: true,
      size: 10_240_000,
    });
  });

  it('is nothing when it says nothing', () => {
    expect(readOffers('250 mail.example.org')).toEqual(NOTHING);
    expect(readOffers('')).toEqual(NOTHING);
  });

  it('is not read out of its name or of what only resembles a keyword', () => {
    expect(readOffers('250-PIPELINING\n250-XPIPELINING\n250-CHUNKING-2\n250 X DSN')).toEqual(NOTHING);
  });

  it.each([
    ['250-x\n250 SIZE', 0],
    ['250-x\n250 SIZE 0', 0],
    ['250-x\n250 SIZE many', 0],
    ['250-x\n250 SIZE 99999999999999999999', 0],
  ])('SIZE: %j is no limit', (reply, size) => {
    expect(readOffers(reply).size).toBe(size);
  });
});
