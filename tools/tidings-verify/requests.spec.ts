import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Request, Requests } from './src/requests.ts';

const request = (own: Partial<Request> = {}): Request => ({
  at: '2026-03-02T14:59:00.000Z',
  address: '"resident@example.ca"',
  topics: 'digital-plan 1 abc',
  ...own,
});

describe('requests that are kept outside of the heap', () => {
  it('are found again by their ids, however many there are, and whatever they hold', () => {
    const text = fc.string({ unit: 'binary' });
    const kept = fc.array(fc.tuple(text, fc.record({ at: text, address: text, topics: text })));
    fc.assert(
      fc.property(kept, (all) => {
        const [requests, expected] = [new Requests(), new Map<string, Request>()];
        for (const [id, each] of all) {
          requests.set(id, each);
          expected.set(id, each);
        }
        for (const [id, each] of expected) expect(requests.get(id)).toEqual(each);
      }),
    );
  });

  it('stay apart when there are thousands, and when ids are nearly the same', () => {
    const requests = new Requests();
    const ids = [...Array.from({ length: 5000 }, (_, number) => String(number)), '\ud800', '\udfff', ''];
    for (const id of ids) requests.set(id, request({ address: JSON.stringify(id) }));
    for (const id of ids) expect(requests.get(id)).toEqual(request({ address: JSON.stringify(id) }));
    expect(requests.get('5000')).toBeUndefined();
  });

  it('take the place of one with the same id', () => {
    const requests = new Requests();
    requests.set('id', request());
    requests.set('id', request({ topics: 'other' }));
    expect(requests.get('id')).toEqual(request({ topics: 'other' }));
  });

  it('may be longer than a block of the shelf', () => {
    const requests = new Requests();
    const address = 'é'.repeat(3 << 20);
    requests.set('short', request());
    requests.set('long', request({ address }));
    requests.set('after', request({ topics: 'x' }));
    expect(requests.get('long')?.address).toBe(address);
    expect([requests.get('short'), requests.get('after')]).toEqual([request(), request({ topics: 'x' })]);
  });
});
