import { describe, expect, it } from '@jest/globals';
import { leafHash } from '#libs/tlog';
import { committedLeaf, genesisLeaf, noticeLeaf } from './leaf.ts';

describe('a leaf', () => {
  it('PROOF-2: is the one of the golden vector that software of others accepts', () => {
    const salt = Buffer.from(Array.from({ length: 32 }, (_, octet) => octet));
    const payload =
      '{"action":"grant","channel":"email","event_id":"0190f5c0-0000-7000-8000-000000000001","notice":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","occurred_at":"2026-01-02T03:04:05.000Z","subject":"resident@example.ca","topics":["snow-alerts"],"v":1}';
    const leaf = committedLeaf('consent', payload, salt);
    expect(leaf.toString()).toBe('{"c":"zOgObRyTQzktKk5FFlS89rRuFavRVG7AVkrzjSxj2x8=","k":"consent","v":1}');
    expect(leafHash(leaf).toString('hex')).toBe(
      'f00d245bc0db61cdf3239b8c784aa85350f09f38311cc0f88f3ef5fa4c3dd4a2',
    );
  });

  it('of a notice names the hash of its words, that of the beginning the name of the log', () => {
    const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
    expect(noticeLeaf(sha256).toString()).toBe(`{"k":"notice","sha256":"${sha256}","v":1}`);
    expect(genesisLeaf('ledger.example.ca/tidings').toString()).toBe(
      '{"k":"genesis","origin":"ledger.example.ca/tidings","v":1}',
    );
  });
});
