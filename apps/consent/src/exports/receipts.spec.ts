import { describe, expect, it } from '@jest/globals';
import { closeDetails } from '../details/detail.ts';
import { readEvidence } from '../evidence/evidence.ts';
import { writePayload } from '../ledger/consent-payload.ts';
import { payloads } from '../messages.testing.ts';
import { kantaraReceipt } from './kantara.ts';
import { recordFacts } from './records.testing.ts';

const residentId = '00000000-0000-4000-8000-000000000001';

/** A confirmation whose address a rule deleted. */
function withoutAddress() {
  const { payload } = closeDetails(payloads.confirmed({ residentId }), () => Buffer.alloc(32, 1));
  const deletion = { deletedAt: new Date('2029-05-31T00:00:00Z'), rule: { class: 'address', days: 90 } };
  const stored = {
    index: 3,
    kind: 'consent',
    entry: Buffer.alloc(1),
    hash: Buffer.alloc(32),
    payload: writePayload(payload),
    salt: Buffer.alloc(32),
    recordedAt: null,
    address: null,
  } as const;
  return readEvidence(stored, { details: [], deleted: { address: deletion } });
}

describe('PROOF-5: a receipt of somebody whose address is gone', () => {
  it('names the id, since a receipt must name its principal', () => {
    expect(JSON.parse(kantaraReceipt(withoutAddress(), recordFacts()))).toMatchObject({
      piiPrincipalId: residentId,
    });
  });
});
