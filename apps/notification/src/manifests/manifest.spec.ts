import { describe, expect, it } from '@jest/globals';
import { hashManifest } from './manifest.ts';

const LINES = [
  '0190f5c0-0000-4000-8000-000000000001 accepted 7\n',
  '0190f5c0-0000-4000-8000-000000000002 suppressed 9\n',
];

describe('the manifest of a dispatch', () => {
  it('is hashed as sha256sum hashes its lines, in whatever pages they come', async () => {
    // printf '…' | sha256sum
    const known = '4b2ac7f70dfd38a961e4564358205057508f1e6dc58eafb62c4f36654f0174a9';
    expect(await hashManifest(pagesOf([LINES.join('')]))).toBe(known);
    expect(await hashManifest(pagesOf(LINES))).toBe(known);
    expect(await hashManifest(pagesOf(LINES.toReversed()))).not.toBe(known);
  });
});

async function* pagesOf(pages: string[]): AsyncGenerator<string> {
  yield* pages;
}
