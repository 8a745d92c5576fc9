import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Pages } from '#libs/site';
import { EvidenceService } from '../evidence/evidence.service.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { momentOf } from '../search/search.query.ts';
import { entriesOfAnnouncement, eventsAbout, indexOfEvent, topicsOfResident } from './grounds.query.ts';
import { type Grounds, groundsOf } from './grounds.ts';

/** One message: its delivery as it was asked about, what it stood on, and who released it. */
export interface Answer {
  question: Evidence;
  grounds: Grounds;
  releases: Evidence[];
  /** Absent while the dispatch runs. */
  dispatch?: Evidence;
}

/** Why did this resident get this message? Everything is in the ledger; nobody else is asked. */
@Injectable()
export class WhyService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly evidence: EvidenceService,
    private readonly pages: Pages,
  ) {}

  /** @returns undefined while the question has no entry: it comes from *notification*, and may be on its way. */
  async answer(eventId: string): Promise<Answer | undefined> {
    const index = await indexOfEvent(this.dataSource.manager, eventId);
    const question = index === undefined ? undefined : await this.evidence.at(index);
    const act = question?.act;
    if (!question || act?.action !== 'asked-about-delivery') return undefined;
    const { topic, announcement_id, content_hash, resident_id, ledger_index, handed_at } = act;
    const at = String(handed_at ?? act.occurred_at);
    const grounds = await this.#grounds(String(resident_id), {
      topic: String(topic),
      at,
      relied: Number(ledger_index),
    });
    const related = await this.#all(
      await entriesOfAnnouncement(this.dataSource.manager, String(announcement_id)),
    );
    const dispatch = related.find((each) => each.kind === 'send');
    const releases = related.filter(
      (each) => each.kind === 'staff' && each.act?.content_hash === content_hash,
    );
    return { question, grounds, releases, ...(dispatch && { dispatch }) };
  }

  /** What stood at a moment, for each topic that the resident ever had to do with. */
  async standing(residentId: string, at: Date): Promise<Grounds[]> {
    const topics = await topicsOfResident(this.dataSource.manager, residentId);
    return Promise.all(topics.map((topic) => this.#grounds(residentId, { topic, at: at.toISOString() })));
  }

  /** @param wall as clocks of the city show it, e.g. `2026-03-02T09:30`. */
  async moment(wall: string): Promise<Date> {
    return momentOf(this.dataSource.manager, wall, this.pages.city.timeZone);
  }

  async #grounds(
    residentId: string,
    wanted: { topic: string; at: string; relied?: number },
  ): Promise<Grounds> {
    const indexes = await eventsAbout(this.dataSource.manager, { residentId, topic: wanted.topic });
    return groundsOf(await this.#all(indexes), wanted);
  }

  async #all(indexes: number[]): Promise<Evidence[]> {
    return (await this.evidence.atAll(indexes)).toReversed();
  }
}
