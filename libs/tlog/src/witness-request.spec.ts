import { describe, expect, it } from '@jest/globals';
import { signCheckpoint } from './checkpoint.ts';
import { codeOf, damaged, raisesOnlyItsOwnError, signer } from './fixtures.testing.ts';
import { encodeWitnessRequest, parseWitnessRequest } from './witness-request.ts';

const checkpoint = signCheckpoint({ size: 7, root: Buffer.alloc(32, 7) }, signer('ledger.example.ca', 1));
const request = { oldSize: 3, hashes: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)], checkpoint };
const body = encodeWitnessRequest(request);

describe('requests to a witness', () => {
  it('PROOF-2: old size, hashes, an empty line, the checkpoint', () => {
    const lines = request.hashes.map((hash) => `${hash.toString('base64')}\n`);
    expect(body).toBe(`old 3\n${lines.join('')}\n${checkpoint}`);
    expect(parseWitnessRequest(body)).toEqual(request);
    expect(parseWitnessRequest(Buffer.from(body))).toEqual(request);
  });

  it('PROOF-2: the first request to a witness has no proof', () => {
    const first = { oldSize: 0, hashes: [], checkpoint };
    expect(encodeWitnessRequest(first)).toBe(`old 0\n\n${checkpoint}`);
    expect(parseWitnessRequest(encodeWitnessRequest(first))).toEqual(first);
    expect(codeOf(() => encodeWitnessRequest({ ...request, oldSize: 0 }))).toBe('bad-witness-request');
    expect(codeOf(() => parseWitnessRequest(body.replace('old 3', 'old 0')))).toBe('bad-witness-request');
  });

  it.each([
    ['no old size', body.replace('old 3\n', ''), 'bad-witness-request'],
    ['a size with a zero before', body.replace('old 3', 'old 03'), 'bad-number'],
    [
      '64 hashes',
      `old 3\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(64)}\n${checkpoint}`,
      'bad-witness-request',
    ],
    ['no checkpoint', body.slice(0, body.indexOf('\n\n') + 2), 'bad-note'],
    ['nothing', '', 'bad-witness-request'],
  ])('a body with %s is refused', (_what, malformed, code) => {
    expect(codeOf(() => parseWitnessRequest(malformed))).toBe(code);
  });

  it('hostile bodies raise only its own error', () => {
    raisesOnlyItsOwnError(parseWitnessRequest, damaged(body));
  });
});
