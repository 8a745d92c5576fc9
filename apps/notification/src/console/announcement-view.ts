import type { City } from '#libs/site';
import { direction, inLanguage } from '#libs/site';
import { type Act, mayTake, type Person, stateAfter } from '../announcements/announcement-state.ts';
import type { WholeAnnouncement } from '../announcements/whole-announcement.query.ts';
import { withPageClasses } from '../markdown/page-classes.ts';
import { renderBody } from '../markdown/render-body.ts';
import type { ReleaseEntity } from '../releases/release.entity.ts';
import { missingForRelease } from '../releases/release-checks.ts';

interface Viewer {
  /** The last one, whether it holds or not. */
  release: ReleaseEntity | null;
  person: Person;
  city: City;
  /** In which they read the console. */
  language: string;
  now: Date;
}

/** What the console shows of one announcement, and what this person may do with it. */
export function announcementView(whole: WholeAnnouncement, { release, person, city, language, now }: Viewer) {
  const { announcement, topic, consultation, texts, contentHash } = whole;
  const languages = city.languages.map(({ code }) => code);
  const { id, state, authorName, sendAt, scheduledAt } = announcement;
  const may = (act: Act) => stateAfter(state, act) !== undefined && mayTake(act, person, announcement);
  const isBeforeRelease = state === 'draft' || state === 'submitted';
  const circumstances = { now, timeZone: city.timeZone, languages };
  const missing = isBeforeRelease ? missingForRelease({ texts, sendAt, consultation }, circumstances) : [];
  const nameOf = (code?: string) => city.languages.find((spoken) => spoken.code === code)?.name;
  return {
    id,
    state,
    subject: texts[language]?.subject,
    authorName,
    sendAt,
    scheduledAt,
    contentHash,
    topic: inLanguage(topic.names, language),
    sender: inLanguage(topic.sender, language),
    consultation: consultation && inLanguage(consultation.facts.title, language),
    texts: city.languages.map(({ code, name }) => {
      const { subject, body } = texts[code] ?? { subject: '', body: '' };
      const { html, text } = renderBody(body);
      return { code, name, direction: direction(code), subject, html: withPageClasses(html), text };
    }),
    missing: missing.map((found) => ({ ...found, languageName: nameOf(found.language) })),
    release: release && !release.voidedAt && { by: release.approverName, at: release.releasedAt },
    voided: release?.voidReason,
    may: { edit: may('edit'), submit: may('submit'), release: may('release'), cancel: may('cancel') },
  };
}
