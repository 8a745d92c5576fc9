import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface Entry {
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Entry>;
};

describe('package-lock.json', () => {
  // npm refuses `npm ci` otherwise. An entry is lost when a registry did not offer another system's package.
  it('names the optional packages of every system, so that a fresh clone can be installed', () => {
    const lacking = Object.values(packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
    expect(lacking).toEqual([]);
  });

  it('leaves out what is for another system instead of refusing', () => {
    const bound = Object.entries(packages).filter(([, { os, cpu }]) => os || cpu);
    expect(bound.filter(([, { optional }]) => !optional).map(([path]) => path)).toEqual([]);
  });

  it('names no registry', () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
  });
});
