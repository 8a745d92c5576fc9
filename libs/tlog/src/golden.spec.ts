import { sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { codeOf, signer } from './fixtures.testing.ts';
import {
  commitTo,
  emptyRoot,
  encodeCanonicalJson,
  encodeCheckpoint,
  encodeLeaf,
  encodeProofFile,
  encodeVerifierKey,
  Frontier,
  leafHash,
  makeVerifierKey,
  openCheckpoint,
  parseVerifierKey,
  RightEdge,
  signCheckpoint,
  verifyConsistency,
  verifyInclusion,
  verifyProofFile,
} from './index.ts';

// Made once with this format and accepted by Go software written by others: whatever changes here breaks old proofs.
const salt = Buffer.from(Array.from({ length: 32 }, (_, at) => at));
const payload =
  '{"action":"grant","channel":"email","event_id":"0190f5c0-0000-7000-8000-000000000001","notice":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","occurred_at":"2026-01-02T03:04:05.000Z","subject":"resident@example.ca","topics":["snow-alerts"],"v":1}';
const commitment = 'cce80e6d1c9343392d2a4e451654bcf6b46e15abd1546ec0564af38d2c63db1f';
const leaves = [
  '{"c":"zOgObRyTQzktKk5FFlS89rRuFavRVG7AVkrzjSxj2x8=","k":"consent","v":1}',
  '{"k":"notice","sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","v":1}',
  'third',
].map((leaf) => Buffer.from(leaf));
const root = Buffer.from('MNq6fov6OHqc1fYpBZTuV7Pb7WeMdeBiWuu90QHLIVc=', 'base64');
const proof = [
  'd590eca0dfa92bdbea774a1e038ba42974b60bcca92032093c822163ca0fed76',
  '656d3e8f544238cdf6e32d640f51ba0914959b14edd7a52d0b8b99ab4c8ac6c6',
].map((hash) => Buffer.from(hash, 'hex'));
const log = signer('ledger.example.ca/tidings/vector', 0x01);
const verifierKey = 'ledger.example.ca/tidings/vector+4897bcd6+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c';
const signature =
  'SJe81sTU9lnc3Fbl2lm1gHa/hGxuaJh3wrEWquSGm0IzfxH/PdholBGGauT3Py7D01+YPDRHMWkSHrAcu7RiEH1AygY=';
const checkpoint = `${log.name}\n3\n${root.toString('base64')}\n\n— ${log.name} ${signature}\n`;

describe('the golden vector', () => {
  it('PROOF-2: payload and commitment are those that other software computed', () => {
    expect(encodeCanonicalJson(JSON.parse(payload))).toBe(payload);
    expect(commitTo(payload, salt).toString('hex')).toBe(commitment);
  });

  it('PROOF-2: the leaf of a consent event is canonical JSON of its commitment', () => {
    const leaf = encodeLeaf({ v: 1, k: 'consent', c: Buffer.from(commitment, 'hex').toString('base64') });
    expect(leaf.toString()).toBe(leaves[0]?.toString());
    expect(leafHash(leaf).toString('hex')).toBe(
      'f00d245bc0db61cdf3239b8c784aa85350f09f38311cc0f88f3ef5fa4c3dd4a2',
    );
  });

  it('PROOF-2: three leaves have the known root, by tiles and by frontier', () => {
    const hashes = leaves.map(leafHash);
    expect(RightEdge.empty.append(hashes).root).toEqual(root);
    expect(Frontier.empty.append(hashes).root()).toEqual(root);
  });

  it('PROOF-3: the known inclusion proof verifies', () => {
    const leaf = { index: 0, hash: leafHash(leaves[0] ?? Buffer.of()) };
    expect(verifyInclusion(leaf, { size: 3, root }, proof)).toBe(true);
  });

  it('PROOF-2: the key, its text and the signed checkpoint are byte for byte the known ones', () => {
    expect(encodeVerifierKey(makeVerifierKey(log.name, 'note', log.privateKey))).toBe(verifierKey);
    expect(signCheckpoint({ size: 3, root }, log)).toBe(checkpoint);
    expect(
      sign(null, Buffer.from(encodeCheckpoint({ origin: log.name, size: 3, root })), log.privateKey),
    ).toEqual(Buffer.from(signature, 'base64').subarray(4));
  });

  it('PROOF-3: checkpoint and proof file verify with the key text alone', () => {
    const key = parseVerifierKey(verifierKey);
    expect(openCheckpoint(checkpoint, key)).toMatchObject({ origin: log.name, size: 3, root });
    const file = { index: 0, hashes: proof, checkpoint };
    expect(verifyProofFile(file, leafHash(leaves[0] ?? Buffer.of()), { log: key }).size).toBe(3);
    expect(encodeProofFile(file)).toBe(
      `c2sp.org/tlog-proof@v1\nindex 0\n${proof.map((hash) => hash.toString('base64')).join('\n')}\n\n${checkpoint}`,
    );
  });

  it('PROOF-2: nothing, and an empty leaf, have the hashes of RFC 6962', () => {
    expect(emptyRoot().toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(leafHash(Buffer.of()).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });

  it('PROOF-3: size 0 to size 0 is not a consistency proof', () => {
    const nothing = { size: 0, root: emptyRoot() };
    expect(verifyConsistency(nothing, nothing, [])).toBe(false);
    expect(verifyConsistency(nothing, { size: 3, root }, [])).toBe(false);
  });

  it.each([0, 16, 31, 33, 64])('PROOF-3: a salt of %d bytes is refused', (length) => {
    expect(codeOf(() => commitTo(payload, Buffer.alloc(length)))).toBe('bad-salt');
  });
});
