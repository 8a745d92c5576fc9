import { describe, expect, it } from '@jest/globals';
import { closeDetails, openDetails } from '../details/detail.ts';
import { payloads } from '../messages.testing.ts';
import { maskAddress, viewOfPayload } from './receipt-view.ts';

describe('what a receipt is about', () => {
  it('is taken from the payload', () => {
    expect(viewOfPayload(7, payloads.confirmed())).toMatchObject({
      index: 7,
      action: 'confirmed',
      occurredAt: '2026-03-02T14:59:30.000Z',
      details: [
        { kind: 'address', value: 'resident@example.ca' },
        { kind: 'client_address', value: '192.0.2.7' },
        { kind: 'user_agent', value: 'Mozilla/5.0 (tëst)' },
      ],
      topics: [{ name: 'digital-plan', version: 1 }],
    });
  });

  it('PROOF-5: names the details that it commits to and that are not there', () => {
    const { payload, details } = closeDetails(payloads.confirmed(), () => Buffer.alloc(32, 1));
    const some = details.filter(({ kind }) => kind !== 'client_address');
    expect(viewOfPayload(7, openDetails(payload, some)).details).toEqual([
      { kind: 'address', value: 'resident@example.ca' },
      { kind: 'client_address', value: undefined },
      { kind: 'user_agent', value: 'Mozilla/5.0 (tëst)' },
    ]);
  });

  it('leaves out what another version of the payload does not have', () => {
    expect(viewOfPayload(7, { v: 9, topics: [{}] })).toEqual({
      index: 7,
      action: '',
      details: [],
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
