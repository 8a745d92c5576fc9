import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ErasureEntry, ErasureJournal } from './erasure-journal.ts';

const entry = (id: string): ErasureEntry => ({
  v: 1,
  erasure_id: id,
  erased_at: '2026-03-02T15:00:00.000Z',
  resident_ids: ['0190f5c0-0000-4000-8000-000000000003'],
  address_hash: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
  by: 'Odile',
  reason: 'request 7',
});

describe('the erasure journal', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidings-journal-'));
    path = join(folder, 'below', 'erasures.ndjson');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps what was appended, in order, for its owner alone', () => {
    const journal = new ErasureJournal(path);
    expect(journal.read()).toEqual([]);
    journal.append(entry('one'));
    journal.append(entry('two'));
    expect(new ErasureJournal(path).read()).toEqual([entry('one'), entry('two')]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('leaves out a line whose writer was killed, and goes on after the last whole one', () => {
    const journal = new ErasureJournal(path);
    journal.append(entry('one'));
    appendFileSync(path, '{"v":1,"erasure_id":"tor');
    expect(journal.read()).toEqual([entry('one')]);
    journal.append(entry('two'));
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
    expect(journal.read()).toEqual([entry('one'), entry('two')]);
  });

  it.each(['{}', 'not JSON', '{"v":2}'])('stops at a whole line that is not one of ours: %s', (line) => {
    const journal = new ErasureJournal(path);
    journal.append(entry('one'));
    writeFileSync(path, `${line}\n${readFileSync(path, 'utf8')}`);
    expect(() => journal.read()).toThrow('line 1 of the erasure journal cannot be read');
  });

  it('refuses to be appended to when there is none', () => {
    expect(() => new ErasureJournal(undefined).append(entry('one'))).toThrow('nobody can be erased');
  });
});
