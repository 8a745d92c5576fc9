import { bodyAsText } from './body-as-text.ts';
import { readStrictly } from './body-parser.ts';

export interface RenderedBody {
  /** Safe to put into a mail or a page as it is. */
  html: string;
  /** The same content for the text part. */
  text: string;
}

/**
 * MSG-3: Markdown without raw HTML; links are https, mailto or tel. What looks like a template stays text: nothing here or
 * after it reads the author's words as a program. Nothing is fetched (ABUSE-6).
 */
export function renderBody(markdown: string): RenderedBody {
  const { tokens, html } = readStrictly(markdown);
  return { html, text: bodyAsText(tokens) };
}
