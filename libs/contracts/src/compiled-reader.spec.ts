import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance, Type } from 'class-transformer';
import {
  IsArray,
  IsDate,
  IsObject,
  IsString,
  Validate,
  ValidateNested,
  ValidatorConstraint,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import { compileReader } from './compiled-reader.ts';
import type { ContractClass } from './contract.ts';
import { contracts } from './index.ts';

type Json = null | string | number | boolean | Json[] | { [name: string]: Json };

const EXAMPLES = join(import.meta.dirname, '..', 'examples');
const example = (kind: string): Json => JSON.parse(readFileSync(join(EXAMPLES, `${kind}.json`), 'utf8'));

/** As class-transformer and class-validator read it, without anything of ours. */
function readByLibraries(contract: ContractClass, content: object): object | undefined {
  const message = plainToInstance(contract, content);
  const failures = validateSync(message, { whitelist: true, forbidNonWhitelisted: true });
  return failures.length === 0 ? message : undefined;
}

/** The contracts that are read by the million: each must be compiled. */
const inBulk = [
  ...[
    'consent-asked.v1',
    'consent-confirmed.v1',
    'consent-declined.v1',
    'consent-withdrew.v1',
    'consent-imported.v1',
  ],
  ...['asked-recorded.v2', 'standing-granted.v3', 'standing-ended.v1'],
];

/** What no contract has, and the libraries may be left to copy. */
const hasUnusual = (value: Json | undefined) => typeof value === 'object';

/** Every place in a value, as the names that lead there. */
function placesIn(value: Json, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, below]) => placesIn(below, [...path, name]))];
}

/** The same with something else in one place; `undefined` takes the member or the item away. */
function withAt(value: Json, [name, ...rest]: string[], other: Json | undefined): Json {
  if (name === undefined) return other as Json;
  const copy = structuredClone(value) as Record<string, Json>;
  if (rest.length === 0 && other === undefined && Array.isArray(copy)) copy.splice(Number(name), 1);
  else if (rest.length === 0 && other === undefined) delete copy[name];
  else copy[name] = withAt(copy[name] ?? null, rest, other);
  return copy;
}

const other = fc.oneof(
  ...[fc.constantFrom<Json | undefined>(undefined, null, '', 'x', 0, -1, 1.5, true, [], [null], {}, [{}])],
  fc.constantFrom<Json>('2026-01-02T03:04:05.000Z', 'en', 'resident@example.ca', ['x'], [1]),
  fc.jsonValue() as fc.Arbitrary<Json>,
);
const extra = fc.constantFrom('__proto__', 'constructor', 'toString', 'extra');

describe('a compiled contract', () => {
  it.each(contracts().map(({ facts, contract }) => [facts.kind, contract] as const))(
    '%s: reads what the libraries read and the same of it, whatever is changed, and nothing else',
    (kind, contract) => {
      const read = compileReader(contract);
      const whole = example(kind) as object;
      if (inBulk.includes(kind)) expect(read?.(whole)).toBeInstanceOf(contract);
      const places = placesIn(whole as Json).filter((path) => path.length > 0);
      fc.assert(
        fc.property(fc.constantFrom(...places), other, (path, value) => {
          const content = withAt(whole as Json, path, value) as object;
          const message = read?.(content);
          const expected = readByLibraries(contract, content);
          if (message) expect(message).toEqual(expected);
          if (expected && inBulk.includes(kind) && !hasUnusual(value)) expect(message).toBeDefined();
        }),
      );
      const at = (content: Json, path: string[]) =>
        path.reduce((below, name) => (below as Record<string, Json>)[name] as Json, content);
      const owners = [[], ...places].filter((path) => {
        const there = at(whole as Json, path);
        return typeof there === 'object' && there !== null && !Array.isArray(there);
      });
      fc.assert(
        fc.property(fc.constantFrom(...owners), extra, (path, name) => {
          const content = structuredClone(whole);
          Object.defineProperty(at(content as Json, path), name, { value: 'x', enumerable: true });
          expect(read?.(content)).toBeUndefined();
        }),
      );
    },
  );

  it('takes a message that was made of its class, and gives a copy of it', () => {
    const { contract } = contracts().find(({ facts }) => facts.kind === 'consent-asked.v1') ?? {};
    if (!contract) throw new Error('no such contract');
    const made = Object.assign(new contract(), example('consent-asked.v1')) as { topics?: object[] };
    const read = compileReader(contract)?.(made) as typeof made;
    expect(read).toEqual(readByLibraries(contract, made));
    expect(read).not.toBe(made);
    expect(read.topics).not.toBe(made.topics);
    expect(read.topics?.[0]).not.toBe(made.topics?.[0]);
  });

  it('leaves to the libraries what is of another class, and what it cannot copy', () => {
    class Free {
      @IsObject()
      words: object;
    }
    class List {
      @IsArray()
      items: unknown[];
    }
    expect(compileReader(Free)?.({ words: { en: 'x' } })).toBeUndefined();
    expect(compileReader(List)?.({ items: ['x'] })).toEqual({ items: ['x'] });
    expect(compileReader(List)?.({ items: [['x']] })).toBeUndefined();
    expect(compileReader(List)?.(new Map())).toBeUndefined();
  });

  it('is none when a rule is of a sort that it does not know', () => {
    class Inner {
      when: Date;
    }
    class Turned {
      @IsDate()
      @Type(() => Date)
      when: Date;
    }
    class Guarded {
      @IsString({ validateIf: () => false })
      name: string;
    }
    class Unruled {
      @ValidateNested()
      @Type(() => Inner)
      inner: Inner;
    }
    class Untyped {
      @ValidateNested()
      inner: object;
    }
    @ValidatorConstraint({ async: true })
    class Later {
      async validate() {
        return true;
      }
    }
    class Slow {
      @Validate(Later)
      name: string;
    }
    for (const contract of [Turned, Guarded, Unruled, Untyped, Inner, Slow]) {
      expect([contract.name, compileReader(contract)]).toEqual([contract.name, undefined]);
    }
  });
});
