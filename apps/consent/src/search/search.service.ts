import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Pages } from '#libs/site';
import { EvidenceService } from '../evidence/evidence.service.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { ActPayload } from '../ledger/act-payload.ts';
import { entriesOfAnnouncement } from '../why/grounds.query.ts';
import type { EntryFilter } from './entry-filter.ts';
import {
  indexesOfAction,
  indexesOfAll,
  indexesOfKinds,
  indexesOfTopic,
  momentOf,
  type Range,
  sizeBefore,
  sortsOfLedger,
  topicsOfLedger,
} from './search.query.ts';

const DAY_MILLISECONDS = 86_400_000;

/** Finds entries, the newest first. It only reads. */
@Injectable()
export class SearchService {
  readonly #timeZone: string;

  constructor(
    private readonly dataSource: DataSource,
    private readonly evidence: EvidenceService,
    { city }: Pages,
  ) {
    this.#timeZone = city.timeZone;
  }

  /** @param page begins below the index `before`. */
  async find(filter: EntryFilter, { before, limit }: { before: number; limit: number }): Promise<Evidence[]> {
    const [first, last] = await Promise.all([this.#sizeAt(filter.from), this.#sizeAfter(filter.to)]);
    const range = { first: first ?? 0, before: Math.min(before, last ?? before), limit };
    return this.evidence.atAll(await this.#indexes(filter, range));
  }

  /** What staff did, and what left the house: the newest first. */
  async acts({ before, limit }: { before: number; limit: number }): Promise<Evidence[]> {
    const kinds = ['staff', 'export', 'import', 'erase', 'key'];
    const found = await indexesOfKinds(this.dataSource.manager, kinds, { first: 0, before, limit });
    return this.evidence.atAll(found);
  }

  async dispatches({ before, limit }: { before: number; limit: number }): Promise<Evidence[]> {
    const range = { first: 0, before, limit };
    const found = await indexesOfAction(this.dataSource.manager, 'finished-dispatch', range);
    return this.evidence.atAll(found);
  }

  /** The releases of what a dispatch sent, oldest first. */
  async releasesOf({ announcement_id, content_hash }: ActPayload): Promise<Evidence[]> {
    const indexes = await entriesOfAnnouncement(this.dataSource.manager, String(announcement_id));
    const entries = await this.evidence.atAll(indexes);
    const releases = entries.filter(
      ({ kind, act }) => kind === 'staff' && act?.content_hash === content_hash,
    );
    return releases.toReversed();
  }

  /** What can be chosen: the sorts that the ledger has, and the topics with their names. */
  async choices(language: string): Promise<{ sorts: string[]; topics: { topic: string; name: string }[] }> {
    const { manager } = this.dataSource;
    const rows = await sortsOfLedger(manager);
    const sorts = new Set(rows.map(({ kind, action }) => (kind === 'consent' ? action : kind)));
    return { sorts: [...sorts], topics: await topicsOfLedger(manager, language) };
  }

  async #indexes({ sort, topic }: EntryFilter, range: Range): Promise<number[]> {
    const { manager } = this.dataSource;
    if (sort === undefined && topic === undefined) return indexesOfAll(manager, range);
    const sorts = await sortsOfLedger(manager);
    const wanted = sorts.filter((each) => isOf(sort, each));
    const actions = wanted.map(({ action }) => action).filter((action) => action !== '');
    if (topic !== undefined) return indexesOfTopic(manager, { topic, actions }, range);
    const [first] = wanted;
    if (!first) return [];
    if (first.kind === 'consent') return indexesOfAction(manager, first.action, range);
    return indexesOfKinds(manager, [first.kind], range);
  }

  async #sizeAt(day: string | undefined, later = 0): Promise<number | undefined> {
    if (day === undefined) return undefined;
    const start = new Date(Date.parse(`${day}T00:00:00Z`) + later).toISOString().slice(0, 10);
    const { manager } = this.dataSource;
    return sizeBefore(manager, await momentOf(manager, `${start}T00:00`, this.#timeZone));
  }

  async #sizeAfter(day: string | undefined): Promise<number | undefined> {
    return this.#sizeAt(day, DAY_MILLISECONDS);
  }
}

function isOf(sort: string | undefined, { kind, action }: { kind: string; action: string }): boolean {
  return sort === undefined || sort === (kind === 'consent' ? action : kind);
}
