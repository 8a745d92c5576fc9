import { describe, expect, it } from '@jest/globals';
import { getMetadataStorage, IsInt, IsString, MetadataStorage, validateSync } from 'class-validator';
import { gatherRulesOnce } from './gathered-rules.ts';

class Parent {
  @IsString()
  name: string;
}

class Child extends Parent {
  @IsInt({ groups: ['strict'] })
  age: number;

  @IsInt()
  size: number;
}

const storage = getMetadataStorage();
const rulesOf = (groups?: string[]) =>
  // biome-ignore lint/suspicious/noExplicitAny: the declared types say that groups are always given; the library gives none.
  storage.getTargetValidationMetadatas(Child, undefined as any, false, false, groups as any);

describe('rules that are gathered once', () => {
  it('are the same object the next time, also grouped by property', () => {
    gatherRulesOnce();
    expect(rulesOf()).toBe(rulesOf());
    expect(storage.groupByPropertyName(rulesOf())).toBe(storage.groupByPropertyName(rulesOf()));
  });

  it('are those of the class and its parents', () => {
    const failures = validateSync(Object.assign(new Child(), { name: 1, size: 'x', age: 1 }));
    expect(failures.map(({ property }) => property).sort()).toEqual(['name', 'size']);
    expect(validateSync(Object.assign(new Child(), { name: 'a', size: 1, age: 1 }))).toEqual([]);
  });

  it('are gathered anew for groups', () => {
    expect(rulesOf(['strict'])).not.toBe(rulesOf(['strict']));
    expect(rulesOf(['strict']).map(({ propertyName }) => propertyName)).toEqual(['age']);
  });

  it('need a library that gathers as the known one does', () => {
    const other = Object.create(new MetadataStorage(), { groupByPropertyName: { value: undefined } });
    expect(() => gatherRulesOnce(other)).toThrow('another class-validator');
  });
});
