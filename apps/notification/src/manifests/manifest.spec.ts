import { describe, expect, it } from '@jest/globals';
import { hashManifest, type ManifestEntry, manifestLine } from './manifest.ts';

const entries: ManifestEntry[] = [
  { residentId: '0190f5c0-0000-4000-8000-000000000001', outcome: 'accepted', ledgerIndex: '7' },
  { residentId: '0190f5c0-0000-4000-8000-000000000002', outcome: 'suppressed', ledgerIndex: '9' },
];

describe('the manifest of a dispatch', () => {
  it('PROOF-4: has one line per delivery, which never changes its form', () => {
    expect(entries.map(manifestLine)).toEqual([
      '0190f5c0-0000-4000-8000-000000000001 accepted 7\n',
      '0190f5c0-0000-4000-8000-000000000002 suppressed 9\n',
    ]);
  });

  it('is hashed as sha256sum hashes its lines, in whatever pages they come', async () => {
    // printf '…' | sha256sum
    const known = '4b2ac7f70dfd38a961e4564358205057508f1e6dc58eafb62c4f36654f0174a9';
    expect(await hashManifest(pagesOf([entries]))).toBe(known);
    expect(await hashManifest(pagesOf(entries.map((entry) => [entry])))).toBe(known);
    expect(await hashManifest(pagesOf([entries.toReversed()]))).not.toBe(known);
  });
});

async function* pagesOf(pages: ManifestEntry[][]): AsyncGenerator<ManifestEntry[]> {
  yield* pages;
}
