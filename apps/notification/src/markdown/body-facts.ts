import type { Token } from 'markdown-it';
import { attribute, readCuriously } from './body-parser.ts';

/** What an author put into a body, allowed or not, so that they can be told what to mend. */
export interface BodyFacts {
  links: { words: string; address: string }[];
  images: { alternative: string; address: string }[];
}

export function bodyFacts(markdown: string): BodyFacts {
  const facts: BodyFacts = { links: [], images: [] };
  for (const { children } of readCuriously(markdown)) note(children ?? [], facts);
  return facts;
}

function note(tokens: Token[], facts: BodyFacts): void {
  let link: BodyFacts['links'][number] | undefined;
  for (const token of tokens) {
    if (token.type === 'link_open') {
      link = { words: '', address: attribute(token, 'href') };
      facts.links.push(link);
    } else if (token.type === 'link_close') {
      link = undefined;
    } else {
      if (token.type === 'image') {
        facts.images.push({ alternative: plain(token.children ?? []), address: attribute(token, 'src') });
      }
      if (link) link.words += plain([token]);
    }
  }
}

function plain(tokens: Token[]): string {
  return tokens
    .map(({ type, content, children }) => {
      if (type.endsWith('break')) return ' ';
      return children ? plain(children) : content;
    })
    .join('');
}
