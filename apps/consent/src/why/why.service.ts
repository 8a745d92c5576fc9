import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Pages } from '#libs/site';
import type { CheckpointDto } from '../checkpoints/checkpoint.dto.ts';
import { CheckpointsService } from '../checkpoints/checkpoints.service.ts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { momentOf } from '../search/search.query.ts';
import {
  dispatchesAt,
  entriesOfAnnouncement,
  eventsAbout,
  indexOfEvent,
  topicsOfResident,
} from './grounds.query.ts';
import { type Grounds, groundsOf } from './grounds.ts';

/** One message: its delivery as it was asked about, what it stood on, and who released it. */
export interface Answer {
  question: Evidence;
  grounds: Grounds;
  releases: Evidence[];
  /** Absent while the dispatch runs. */
  dispatch?: Evidence;
  /** The ledger that all of it was read from: nothing that came later is in it. */
  asOf: CheckpointDto;
}

/** What stood at one moment. */
export interface Standing {
  residentId: string;
  address?: string;
  at: Date;
  /** For each topic that the resident ever had to do with, as far as it can still be read. */
  all: Grounds[];
  /** Those that may have reached somebody then. */
  dispatches: Evidence[];
  asOf: CheckpointDto;
}

/** Why did this resident get this message? Everything is in the ledger; nobody else is asked. */
@Injectable()
export class WhyService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly evidence: EvidenceService,
    private readonly checkpoints: CheckpointsService,
    private readonly pages: Pages,
  ) {}

  /** @returns undefined while the question has no entry: it comes from *notification*, and may be on its way. */
  async answer(eventId: string): Promise<Answer | undefined> {
    const index = await indexOfEvent(this.dataSource.manager, eventId);
    const question = index === undefined ? undefined : await this.evidence.at(index);
    const act = question?.act;
    if (!question || act?.action !== 'asked-about-delivery') return undefined;
    const asOf = await this.checkpoints.latest();
    const { announcement_id, content_hash } = act;
    const related = await entriesOfAnnouncement(this.dataSource.manager, String(announcement_id));
    const entries = await this.#all(related, asOf);
    const dispatch = entries.find(({ kind, act }) => kind === 'send' && act?.content_hash === content_hash);
    const releases = entries.filter(
      ({ kind, act }) => kind === 'staff' && act?.content_hash === content_hash,
    );
    const grounds = await this.#reliedOn(act, asOf);
    return { question, grounds, releases, ...(dispatch && { dispatch }), asOf };
  }

  /** @returns undefined for a resident that the ledger knows nothing of. */
  async standing(residentId: string, at: Date): Promise<Standing | undefined> {
    const { manager } = this.dataSource;
    const asOf = await this.checkpoints.latest();
    const history = await this.evidence.ofResident({ residentId, before: asOf.size, limit: 50 });
    if (history.length === 0) return undefined;
    const address = history.find((entry) => entry.address !== undefined)?.address;
    const topics = await topicsOfResident(manager, residentId);
    const moment = at.toISOString();
    const all = await Promise.all(
      topics.map((topic) => this.#grounds(residentId, { topic, at: moment }, asOf)),
    );
    const dispatches = await this.#all(await dispatchesAt(manager, at), asOf);
    return { residentId, ...(address !== undefined && { address }), at, all, dispatches, asOf };
  }

  /** @param wall as clocks of the city show it, e.g. `2026-03-02T09:30`. */
  async moment(wall: string): Promise<Date> {
    return momentOf(this.dataSource.manager, wall, this.pages.city.timeZone);
  }

  async #reliedOn(act: NonNullable<Evidence['act']>, asOf: CheckpointDto): Promise<Grounds> {
    const { topic, resident_id, ledger_index, handed_at, occurred_at } = act;
    const relied = Number(ledger_index);
    const wanted = { topic: String(topic), at: String(handed_at ?? occurred_at), relied };
    const grounds = await this.#grounds(String(resident_id), wanted, asOf);
    const entry = grounds.consent ? undefined : await this.evidence.at(relied);
    return entry?.status === 'erased' ? { ...grounds, erased: entry } : grounds;
  }

  async #grounds(
    residentId: string,
    wanted: { topic: string; at: string; relied?: number },
    asOf: CheckpointDto,
  ): Promise<Grounds> {
    const indexes = await eventsAbout(this.dataSource.manager, { residentId, topic: wanted.topic });
    return groundsOf(await this.#all(indexes, asOf), wanted);
  }

  /** The entries, the lowest index first. */
  async #all(indexes: number[], { size }: CheckpointDto): Promise<Evidence[]> {
    return (await this.evidence.atAll(indexes.filter((index) => index < size))).toReversed();
  }
}
