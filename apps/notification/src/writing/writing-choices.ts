import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { direction, inLanguage, Pages } from '#libs/site';
import { take, unknownAnnouncement } from '../announcements/announcement-problems.ts';
import type { Person } from '../announcements/announcement-state.ts';
import { findWhole } from '../announcements/whole-announcement.query.ts';
import { ConsultationEntity } from '../consultations/consultation.entity.ts';
import { dayIn, stageOf } from '../consultations/consultation-stage.ts';
import { TopicEntity } from '../intake/topic.entity.ts';
import type { Choices } from './announcement-form.ts';
import { sendAtFields } from './send-at.ts';

/** What the form in which authors write is filled with. */
@Injectable()
export class WritingChoices {
  constructor(
    private readonly dataSource: DataSource,
    private readonly pages: Pages,
    private readonly clock: Clock,
  ) {}

  async choices(): Promise<Choices> {
    const { languages, timeZone } = this.pages.city;
    return { languages: languages.map(({ code }) => code), timeZone, ...(await this.#read()) };
  }

  /** The same, for a reader. A consultation that is over is not offered: nobody can be invited to it (MSG-4). */
  async shown(language: string) {
    const { topics, consultations } = await this.#read();
    const today = dayIn(this.pages.city.timeZone, this.clock.now());
    return {
      topics: topics.map(({ slug, names }) => ({ slug, name: inLanguage(names, language) })),
      consultations: consultations
        .filter((consultation) => stageOf(consultation, today) !== 'over')
        .map(({ slug, facts }) => ({ slug, title: inLanguage(facts.title, language) })),
      languages: this.pages.city.languages.map((spoken) => ({
        ...spoken,
        direction: direction(spoken.code),
      })),
    };
  }

  /** The fields of the form for an announcement that this person may change. */
  async written(person: Person, id: string): Promise<Record<string, string>> {
    const whole = await findWhole(this.dataSource.manager, id);
    if (!whole) throw unknownAnnouncement();
    const { announcement, texts } = whole;
    take('edit', person, announcement);
    const words = Object.entries(texts).flatMap(([language, { subject, body }]) => [
      [`subject-${language}`, subject],
      [`body-${language}`, body],
    ]);
    return {
      topic: announcement.topic,
      consultation: announcement.consultation ?? '',
      ...Object.fromEntries(words),
      ...sendAtFields(announcement.sendAt, this.pages.city.timeZone),
    };
  }

  async #read() {
    const { manager } = this.dataSource;
    return {
      topics: await manager.find(TopicEntity, { order: { slug: 'ASC' } }),
      consultations: await manager.find(ConsultationEntity, { order: { opensOn: 'DESC' } }),
    };
  }
}
