import { createHash } from 'node:crypto';
import type { NoticeEntity } from '../../../apps/consent/src/intake/notice.entity.ts';

const NAMES = [
  ['digital-plan', 'Digital Infrastructure Plan updates', 'Nouvelles du Plan d’infrastructure numérique'],
  ['snow', 'Snow and winter roads', 'Neige et routes en hiver'],
  ['parks', 'Parks and ravines', 'Parcs et ravins'],
  ['budget', 'Council and budget', 'Conseil municipal et budget'],
  ['transit', 'Streets and transit', 'Rues et transport en commun'],
] as const;

/** By hash, the words of every topic in both languages. */
export const notices: ReadonlyMap<string, NoticeEntity> = new Map(
  NAMES.flatMap(([topic, en, fr]) => [notice(topic, 'en', en), notice(topic, 'fr', fr)]).map((each) => [
    each.sha256,
    each,
  ]),
);

/** One to three topics, in the resident's language. */
export function topicsOf(resident: number): { topic: string; topicVersion: number; notice: string }[] {
  const language = resident % 5 === 0 ? 'fr' : 'en';
  const known = [...notices.values()].filter((each) => each.language === language);
  const [first, count] = [resident % known.length, 1 + (resident % 3)];
  return Array.from({ length: count }, (_, at) => known[(first + at) % known.length] as NoticeEntity).map(
    ({ topic, topicVersion, sha256 }) => ({ topic, topicVersion, notice: sha256 }),
  );
}

function notice(topic: string, language: 'en' | 'fr', topicName: string): NoticeEntity {
  const words = {
    en: 'We ask for your consent to write to you about',
    fr: 'Nous voulons vous écrire au sujet de',
  };
  const text = `${words[language]}: ${topicName}`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { sha256, topic, topicVersion: 1, language, topicName, text, receivedAt: new Date(0) };
}
