import createParser, { type MarkdownIt, type Token } from 'markdown-it';
import { isAllowedImage, isAllowedLink } from './allowed-link.ts';

/** An author may use what a mail can show to everyone: no raw HTML, no tables (MSG-3, MSG-6). */
function parser(): MarkdownIt {
  const markdown = createParser('commonmark', { html: false, linkify: true }).enable('linkify');
  // Only what is plainly an address becomes a link: "info.on" at the end of a sentence does not.
  markdown.linkify.set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true });
  return markdown;
}

const strict = parser();
strict.validateLink = isAllowedLink;
strict.core.ruler.push('allowed links', ({ tokens }) => {
  for (const token of tokens) if (token.children) token.children = withAllowedLinks(token.children);
});
strict.core.ruler.push('heading levels', ({ tokens }) => settleHeadings(tokens));
strict.renderer.rules.image = (tokens, index, options, env, renderer) => {
  const image = tokens[index];
  if (!image) return '';
  const words = renderer.renderInlineAsText(image.children ?? [], options, env);
  if (!isAllowedImage(attribute(image, 'src'))) return strict.utils.escapeHtml(words);
  image.attrSet('alt', words);
  return renderer.renderToken(tokens, index, options);
};

const curious = parser();
curious.validateLink = () => true;

/** The body as residents will get it. */
export function readStrictly(markdown: string): { tokens: Token[]; html: string } {
  const env = {};
  const tokens = strict.parse(markdown, env);
  return { tokens, html: strict.renderer.render(tokens, strict.options, env) };
}

/** The body with every link and image that its author meant, allowed or not, so that they can be told. */
export function readCuriously(markdown: string): Token[] {
  return curious.parse(markdown, {});
}

/** The parser does not ask about a link to nowhere, `[x](<>)`. Links do not nest. */
function withAllowedLinks(tokens: Token[]): Token[] {
  let isAllowed = true;
  return tokens.filter((token) => {
    if (token.type === 'link_open') isAllowed = isAllowedLink(attribute(token, 'href'));
    return isAllowed || (token.type !== 'link_open' && token.type !== 'link_close');
  });
}

/** The subject is the mail's first heading, so the body's highest becomes the second, and the rest keep their distance. */
function settleHeadings(tokens: Token[]): void {
  const headings = tokens.filter(({ type }) => type === 'heading_open' || type === 'heading_close');
  const highest = Math.min(...headings.map(levelOf));
  for (const heading of headings) heading.tag = `h${Math.min(levelOf(heading) - highest + 2, 6)}`;
}

export function attribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? '');
}

function levelOf(heading: Token): number {
  return Number(heading.tag.slice(1));
}
