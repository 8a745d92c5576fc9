import { NAMES, PARKS, PLAN, SAMPLE_ANNOUNCEMENT, type SampleTexts } from './sample-facts.ts';

const SECOND_TEXTS: SampleTexts = {
  en: {
    subject: 'The path along the creek is closed until April',
    body: `It is being widened between the two bridges. **Go by Mill Street meanwhile.**

[See the map](https://www.example.ca/creek)`,
  },
  fr: {
    subject: 'Le sentier du ruisseau est fermé jusqu’en avril',
    body: `On l’élargit entre les deux ponts. **Passez par la rue du Moulin d’ici là.**

[Voir la carte](https://www.example.ca/ruisseau)`,
  },
};

/** What a digest tells of: each an announcement about a topic that its resident follows. */
export interface SampleItem {
  announcementId: string;
  topic: string;
  names: Record<string, string>;
  subscriptionId: string;
  plannedAt: Date;
  texts: SampleTexts;
}

const item = (
  of: { topic: string; subscriptionId: string },
  texts: SampleTexts,
  day: number,
): SampleItem => ({
  announcementId: `0190f5c0-0000-7000-8000-00000000010${day}`,
  topic: of.topic,
  names: NAMES[of.topic] ?? {},
  subscriptionId: of.subscriptionId,
  plannedAt: new Date(`2026-02-2${day}T15:00:00Z`),
  texts,
});

/** As most of one day, and of one week. */
export const SAMPLE_DIGESTS: Record<string, [SampleItem, ...SampleItem[]]> = {
  'digest-daily': [item(PLAN, SAMPLE_ANNOUNCEMENT.texts, 8)],
  'digest-weekly': [item(PARKS, SECOND_TEXTS, 4), item(PLAN, SAMPLE_ANNOUNCEMENT.texts, 6)],
};
