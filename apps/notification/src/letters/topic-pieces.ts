import type { TopicSender } from '#libs/contracts';
import { html } from '#libs/mail';
import type { TopicEntity } from '../intake/topic.entity.ts';
import type { Piece } from './mail-parts.ts';
import type { MailSpeech } from './mail-speech.ts';

export function topicList(topics: TopicEntity[], { pick }: MailSpeech): Piece {
  const names = topics.map(({ names: localised }) => pick(localised));
  return {
    text: names.map((name) => `- ${name}`).join('\n'),
    html: html`<ul>\n${names.map((name) => html`<li>${name}</li>\n`)}</ul>\n`,
  };
}

/** Each sender once: several topics often have the same. */
export function sendersOf(topics: TopicEntity[]): TopicSender[] {
  const bySpelling = new Map(topics.map(({ sender }) => [JSON.stringify(sender), sender]));
  return [...bySpelling.values()];
}
