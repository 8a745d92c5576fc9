import { inLanguage } from '#libs/site';
import type { Archived } from '../archive/archive.query.ts';
import type { TopicEntity } from '../intake/topic.entity.ts';
import { renderBody } from '../markdown/render-body.ts';

/** What `feed.njk` writes down as Atom (RFC 4287). Times are ISO 8601 in UTC. */
export interface Feed {
  self: string;
  page: string;
  title: string;
  author: { name: string; email: string };
  updated: string;
  entries: { id: string; page: string; title: string; updated: string; html: string; language: string }[];
}

/** RFC 4287 wants a time also of a feed without entries: then it is that of the topic. */
export function feedOf(
  { topic, archived }: { topic: TopicEntity; archived: Archived[] },
  { language, codes, publicUrl }: { language: string; codes: readonly string[]; publicUrl: string },
): Feed {
  const sender = inLanguage(topic.sender, language);
  const entries = archived.map(({ id, sentAt, texts }) => {
    // A language that the city took up later has no words here: what was sent is shown as it was.
    const [spoken = language] = [language, ...codes].filter((code) => texts[code]);
    const { subject = '', body = '' } = texts[spoken] ?? {};
    return {
      id: `urn:uuid:${id}`,
      page: `${publicUrl}/announcements/${id}?lang=${language}`,
      title: sound(subject),
      updated: sentAt.toISOString(),
      html: sound(renderBody(body).html),
      language: spoken,
    };
  });
  return {
    self: `${publicUrl}/feeds/${topic.slug}.atom?lang=${language}`,
    page: `${publicUrl}/topics/${topic.slug}?lang=${language}`,
    title: inLanguage(topic.names, language),
    author: { name: `${sender.organisation}, ${sender.division}`, email: sender.email },
    updated: entries[0]?.updated ?? topic.publishedAt.toISOString(),
    entries,
  };
}

/** XML 1.0 has no place for these, not even escaped: one would make the whole feed unreadable. */
function sound(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '');
}
