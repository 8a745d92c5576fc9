import type { Pages } from '#libs/site';
import { frequencies, USUAL_FREQUENCY } from '../requests/frequency.ts';
import type { OfferedTopic } from '../topics/offered-topic.ts';

export interface EmbedCode {
  /** How it is called in the languages files. */
  kind: 'form' | 'frame' | 'api';
  code: string;
}

/**
 * What somebody copies to offer one topic elsewhere: a form that carries the whole notice (ASK-1, ASK-2), a frame, and what a
 * program sends. Each names the notice that it shows, so that an old copy is never taken for the words of today.
 */
export function embedCodes(
  pages: Pages,
  { topic, language, publicUrl }: { topic: OfferedTopic; language: string; publicUrl: string },
): EmbedCode[] {
  const place = `${publicUrl}/topics/${topic.slug}`;
  const asked = {
    email: 'resident@example.ca',
    topics: [topic.slug],
    language,
    frequency: USUAL_FREQUENCY,
    notices: [topic.notice.sha256],
    consent: true,
  };
  const data = { topic, place, publicUrl, frequencies, usual: USUAL_FREQUENCY };
  const html = (name: string) => tidy(pages.document(language, `embeds/${name}.njk`, data));
  const api = [
    `curl ${publicUrl}/api/subscription/v1/requests`,
    `  --header 'content-type: application/json'`,
    `  --data '${JSON.stringify(asked)}'`,
  ];
  return [
    { kind: 'form', code: html('form-code') },
    { kind: 'frame', code: html('frame-code') },
    { kind: 'api', code: api.join(' \\\n') },
  ];
}

/** Without the empty lines that templates leave. */
function tidy(html: string): string {
  return html
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join('\n');
}
