import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { findNotices } from '../intake/notices.query.ts';
import { besideEntries } from './beside.query.ts';
import {
  entriesAfter,
  entriesAt,
  entryAt,
  findResident,
  indexesOfResident,
  type StoredEntry,
} from './entries.query.ts';
import { type Evidence, readEvidence, withWords } from './evidence.ts';

const PAGE = 500;

/** Reads the ledger with the words of its notices. It changes nothing. */
@Injectable()
export class EvidenceService {
  constructor(private readonly dataSource: DataSource) {}

  /** All entries of a ledger of that size, in pages of 500, so that memory does not grow with the ledger. */
  async *all(size: number): AsyncGenerator<Evidence[]> {
    for (let after = -1; after < size - 1; ) {
      const stored = await entriesAfter(this.dataSource.manager, { after, size, limit: PAGE });
      const last = stored.at(-1);
      if (!last) return;
      yield await this.#withWords(stored);
      after = last.index;
    }
  }

  /** The entries at these indexes, the highest first. */
  async atAll(indexes: number[]): Promise<Evidence[]> {
    return this.#withWords(await entriesAt(this.dataSource.manager, indexes));
  }

  /** @param page begins below the index `before`. */
  async ofResident(page: { residentId: string; before: number; limit: number }): Promise<Evidence[]> {
    return this.atAll(await indexesOfResident(this.dataSource.manager, page));
  }

  async at(index: number): Promise<Evidence | undefined> {
    const stored = await entryAt(this.dataSource.manager, index);
    return (await this.#withWords(stored ? [stored] : [])).at(0);
  }

  /** @returns the id under which everything about the address is found. */
  async findResident(addressKey: string): Promise<string | undefined> {
    return findResident(this.dataSource.manager, addressKey);
  }

  async #withWords(entries: StoredEntry[]): Promise<Evidence[]> {
    const beside = await besideEntries(this.dataSource.manager, entries);
    const read = entries.map((entry) => readEvidence(entry, beside.get(entry.index)));
    const hashes = new Set(read.flatMap(({ notices }) => notices.map(({ sha256 }) => sha256)));
    const notices = await findNotices(this.dataSource.manager, [...hashes]);
    return read.map((evidence) => withWords(evidence, notices));
  }
}
