import type { TopicSender } from '#libs/contracts';
import type { Known } from '../correspondence/known.ts';
import type { TopicEntity } from '../intake/topic.entity.ts';
import type { NewLetter } from '../letters/letter.ts';

/** Nothing in a sample opens anything: the tokens are of nobody. */
const TOKEN = 'sample-of-a-link-that-opens-nothing-at-all0';

/** When every sample was made, and until when its links would work. */
export const SAMPLE_TIME = new Date('2026-03-02T15:00:00Z');
const EXPIRES = '2026-03-09T15:00:00.000Z';

const ADDRESS = 'resident@example.org';
const RESIDENT = '0190f5c0-0000-7000-8000-000000000001';
export const PLAN = {
  topic: 'digital-plan',
  subscriptionId: '0190f5c0-0000-7000-8000-00000000000a',
  version: 1,
};
export const PARKS = { topic: 'parks', subscriptionId: '0190f5c0-0000-7000-8000-00000000000b', version: 1 };

export const NAMES = {
  [PLAN.topic]: {
    en: 'Digital Infrastructure Plan updates',
    fr: 'Nouvelles du Plan d’infrastructure numérique',
  },
  [PARKS.topic]: { en: 'Parks & paths', fr: 'Parcs et sentiers' },
};

const NOTE = `example.ca/ledger
3
bM3EjIfEh9MZWDDnSqSIKSTAmnVDS8CE/oTkXvH/WbQ=

— example.ca/ledger mXwBdpb6aRtC1F3Ty2DVRUSd4eZ1m5E5nSCgVxWqJ8qLr4Q9r7r2rOa0nqvV6mZfKc9rYyO0sYv0m2c1b2dP3Qz4aAU=
`;

export type SampleContent = Pick<NewLetter, 'kind' | 'content'>;

/** One of each letter, by the name under which it is shown. */
export const SAMPLE_LETTERS: Record<string, SampleContent> = {
  confirmation: {
    kind: 'confirmation',
    content: { topics: [PLAN.topic, PARKS.topic], token: TOKEN, expiresAt: EXPIRES },
  },
  'already-following': {
    kind: 'confirmation',
    content: { topics: [PLAN.topic, PARKS.topic], token: TOKEN, expiresAt: EXPIRES, residentId: RESIDENT },
  },
  welcome: { kind: 'welcome', content: { followed: [PLAN], receipt: `8.${TOKEN}` } },
  'manage-link': { kind: 'manage-link', content: { token: TOKEN, expiresAt: EXPIRES } },
  'confirm-old-address': { kind: 'confirm-old-address', content: { token: TOKEN, expiresAt: EXPIRES } },
  left: { kind: 'left', content: { topics: [PLAN.topic], expiresAt: EXPIRES } },
  access: { kind: 'access', content: { token: TOKEN, expiresAt: EXPIRES } },
  checkpoint: {
    kind: 'checkpoint',
    content: {
      day: '2026-03-01',
      size: 3,
      note: NOTE,
      verifierKeys: ['example.ca/ledger+995c0176+AeKqvLZ3S3XvXwQwB0mLrC8g2fY1n5pQ6kJ7s9t0uVwX'],
      previousDay: '2026-02-28',
      previousSize: 2,
    },
  },
};

/** What a letter's maker would read in the database: a resident who follows two topics of this sender. */
export function sampleKnown(sender: TopicSender): Known {
  const topic = (slug: string): TopicEntity => {
    const names = NAMES[slug] ?? {};
    return { slug, version: 1, open: true, names, sender, publishedAt: SAMPLE_TIME };
  };
  return {
    topics: async (slugs) => slugs.map(topic),
    standings: async () => [PLAN, PARKS].map((one) => ({ ...one, address: ADDRESS })),
  };
}

/** As the post would have it in hand. */
export const SAMPLE_LEASE = {
  id: '0190f5c0-0000-7000-8000-0000000000aa',
  residentId: RESIDENT,
  address: ADDRESS,
  messageId: '<sample@updates.example.ca>',
  storyId: '0190f5c0-0000-7000-8000-0000000000ab',
  attempts: 1,
  tries: 1,
  expiresAt: new Date(EXPIRES),
};

/** By language. */
export type SampleTexts = Record<string, { subject: string; body: string }>;

export const SAMPLE_ANNOUNCEMENT = {
  facts: {
    announcementId: '0190f5c0-0000-7000-8000-0000000000ac',
    topic: { slug: PLAN.topic, names: NAMES[PLAN.topic] ?? {} },
  },
  subscriptionId: PLAN.subscriptionId,
  texts: {
    en: {
      subject: 'Three meetings about the plan in March',
      body: `## Come and talk with us

You are invited to say what the plan should become:

- Monday, March 9, 6 p.m., **Main Library**
- Wednesday, March 11, 6 p.m., online

> What we hear is published in April.

[Read the discussion guide](https://www.example.ca/guide)`,
    },
    fr: {
      subject: 'Trois rencontres sur le Plan en mars',
      body: `## Venez en parler avec nous

Dites-nous ce que le Plan devrait devenir :

- le lundi 9 mars à 18 h, **Bibliothèque centrale**
- le mercredi 11 mars à 18 h, en ligne

> Un compte rendu sera publié en avril.

[Lire le guide de discussion](https://www.example.ca/guide-fr)`,
    },
  } as SampleTexts,
};
