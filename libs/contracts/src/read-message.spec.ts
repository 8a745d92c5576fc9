import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contractOf, contracts, InvalidMessage, readMessage, services } from './index.ts';

const EXAMPLES = join(import.meta.dirname, '..', 'examples');
const example = (kind: string) => JSON.parse(readFileSync(join(EXAMPLES, `${kind}.json`), 'utf8'));

describe('the contracts', () => {
  it.each(contracts().map(({ facts }) => facts.kind))(
    '%s: its example is still read, and reads back the same',
    (kind) => {
      const message = readMessage(kind, example(kind));
      expect(contractOf(message).kind).toBe(kind);
      expect(JSON.parse(JSON.stringify(message))).toEqual(example(kind));
    },
  );

  it('have an example each, and no example without a contract', () => {
    const kinds = readdirSync(EXAMPLES).map((file) => file.replace('.json', ''));
    expect(kinds.toSorted()).toEqual(
      contracts()
        .map(({ facts }) => facts.kind)
        .toSorted(),
    );
  });

  it('are posted by one service and taken by others', () => {
    for (const { facts } of contracts()) {
      expect(services).toContain(facts.from);
      expect(facts.to).not.toContain(facts.from);
    }
  });

  it('refuse a missing, a wrong and an unknown property, at every depth, and name it without its value', () => {
    const asked = example('consent-asked.v1');
    const cases: [object, string][] = [
      [{ ...asked, address: undefined }, 'address'],
      [{ ...asked, topics: [] }, 'topics'],
      [{ ...asked, topics: [{ ...asked.topics[0], notice: 'resident@example.ca' }] }, 'topics.0.notice'],
      [{ ...asked, manner: { ...asked.manner, extra: 1 } }, 'manner.extra'],
      [{ ...asked, occurredAt: 'yesterday' }, 'occurredAt'],
    ];
    for (const [content, path] of cases) {
      expect(() => readMessage('consent-asked.v1', content)).toThrow(
        new InvalidMessage(`consent-asked.v1: ${path}`),
      );
    }
  });

  it.each([null, [], 'text', 7])('refuse %j as content', (content) => {
    expect(() => readMessage('consent-asked.v1', content)).toThrow(InvalidMessage);
  });

  it('refuse an unknown kind', () => {
    expect(() => readMessage('consent-asked.v9', {})).toThrow('unknown kind consent-asked.v9');
  });
});
