import { describe, expect, it } from '@jest/globals';
import { payloads } from '../messages.testing.ts';
import { maskAddress, viewOfPayload } from './receipt-view.ts';

describe('what a receipt is about', () => {
  it('is taken from the payload', () => {
    expect(viewOfPayload(7, payloads.confirmed())).toMatchObject({
      index: 7,
      action: 'confirmed',
      occurredAt: '2026-03-02T14:59:30.000Z',
      address: 'resident@example.ca',
      topics: [{ name: 'digital-plan', version: 1 }],
    });
  });

  it('leaves out what another version of the payload does not have', () => {
    expect(viewOfPayload(7, { v: 9, topics: [{}] })).toEqual({
      index: 7,
      action: '',
      topics: [{ name: '' }],
    });
    expect(viewOfPayload(7, { topics: 'all' }).topics).toEqual([]);
  });

  it.each([
    ['resident@example.ca', 'r***@e***.ca'],
    ['a@mail.example.co.uk', 'a***@m***.uk'],
    ['éloïse@exemple.ca', 'é***@e***.ca'],
    ['nobody@localhost', 'n***@l***t'],
  ])('PROOF-6: %s is shown as %s', (address, shown) => {
    expect(maskAddress(address)).toBe(shown);
  });
});
