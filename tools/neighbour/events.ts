import { createHash } from 'node:crypto';
import { SystemRandom } from '#libs/clock';
import {
  ConsentAskedV1,
  ConsentConfirmedV1,
  ConsentWithdrewV1,
  type Manner,
  TopicPublishedV1,
} from '#libs/contracts';

const WORDS = {
  en: 'The City collects your e-mail address to send you updates about this topic. You can withdraw at any time. '.repeat(
    8,
  ),
  fr: 'La Ville recueille votre adresse pour vous envoyer des nouvelles de ce sujet. Vous pouvez la retirer. '.repeat(
    8,
  ),
};
const LANGUAGES = ['en', 'fr'] as const;
const TOPICS = ['digital-infrastructure-plan', 'snow', 'parks', 'budget'];
const BROWSER =
  'Mozilla/5.0 (Linux; Android 15; Example) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';
/** Of ten residents who asked, nine confirm, and of those one leaves again. */
const ROUND = 10;
const random = new SystemRandom();

/** The words that consent is asked with, as *subscription* publishes them once for each topic. */
export function publishedTopics(publishedAt: string): TopicPublishedV1[] {
  return TOPICS.map((topic) =>
    Object.assign(new TopicPublishedV1(), {
      topic,
      topicVersion: 1,
      open: true,
      names: { en: `Updates about ${topic}`, fr: `Nouvelles : ${topic}` },
      notices: LANGUAGES.map((language) => {
        const text = `${topic}: ${WORDS[language]}`;
        return { language, sha256: noticeOf(topic, language), text };
      }),
      sender: {
        organisation: { en: 'City of Example', fr: 'Ville d’Exemple' },
        division: { en: 'Communications', fr: 'Communications' },
        postalAddress: { en: ['1 Main Street'], fr: ['1, rue Principale'] },
        ...{ email: 'updates@example.ca', telephone: '311', web: 'https://www.example.ca' },
      },
      publishedAt,
    }),
  );
}

/**
 * What one resident does: asks, mostly confirms, now and then leaves.
 * @param number of the resident, from 0; decides topic, language and whether they confirm and leave.
 */
export function eventsOf(number: number, at: Date): object[] {
  const topic = TOPICS[number % TOPICS.length] ?? '';
  const language = LANGUAGES[number % 3 === 0 ? 1 : 0] ?? 'en';
  const asked = { topic, topicVersion: 1, notice: noticeOf(topic, language) };
  const followed = { ...asked, subscriptionId: random.uuid(), version: 1 };
  const who = {
    residentId: random.uuid(),
    requestId: random.uuid(),
    address: `resident-${number}@example.ca`,
    language,
  };
  const moment = (seconds: number) => new Date(at.getTime() + seconds * 1000).toISOString();
  const ask = Object.assign(new ConsentAskedV1(), {
    ...{ eventId: random.uuid(), ...who, topics: [asked], occurredAt: moment(0) },
    manner: manner(number, 'subscribe-button', '/'),
    confirmation: { token: random.bytes(32).toString('base64url'), expiresAt: moment(604_800) },
  });
  if (number % ROUND === 0) return [ask];
  const confirm = Object.assign(new ConsentConfirmedV1(), {
    ...{ eventId: random.uuid(), ...who, topics: [followed], occurredAt: moment(60) },
    ...{ secondsSinceAsked: 60, touches: 0, manner: manner(number, 'confirm-button', '/confirm') },
  });
  if (number % ROUND !== 1) return [ask, confirm];
  const withdraw = Object.assign(new ConsentWithdrewV1(), {
    ...{ eventId: random.uuid(), residentId: who.residentId, occurredAt: moment(3600) },
    ...{ topics: [{ ...followed, version: 2 }], manner: manner(number, 'one-click', '/leave') },
  });
  return [ask, confirm, withdraw];
}

function manner(number: number, control: string, page: string): Manner {
  const clientAddress = `192.0.2.${number % 254}`;
  return { control, page, clientAddress, userAgent: BROWSER };
}

function noticeOf(topic: string, language: (typeof LANGUAGES)[number]): string {
  return createHash('sha256').update(`${topic}: ${WORDS[language]}`).digest('hex');
}
