import type { Token } from 'markdown-it';
import { attribute } from './body-parser.ts';

interface Block {
  token: Token;
  parts: Block[];
}

/** The text part of a mail: the same content as the HTML part, with each link's address beside its words (MSG-6). */
export function bodyAsText(tokens: Token[]): string {
  return join(blocksOf(tokens));
}

function blocksOf(tokens: Token[]): Block[] {
  const top: Block[] = [];
  const open: Block[] = [];
  for (const token of tokens) {
    if (token.nesting === -1) {
      open.pop();
      continue;
    }
    const block = { token, parts: [] };
    (open.at(-1)?.parts ?? top).push(block);
    if (token.nesting === 1) open.push(block);
  }
  return top;
}

function join(blocks: Block[], between = '\n\n'): string {
  return blocks.map(write).join(between);
}

function write({ token, parts }: Block): string {
  switch (token.type) {
    case 'heading_open':
      return underlined(join(parts), token.tag === 'h2' ? '-' : '~');
    case 'bullet_list_open':
      return list(parts, () => '-');
    case 'ordered_list_open': {
      const first = Number(token.attrGet('start') ?? 1);
      return list(parts, (index) => `${first + index}.`);
    }
    case 'blockquote_open':
      return indented(join(parts), '> ', '> ');
    case 'fence':
    case 'code_block':
      return indented(token.content.trimEnd(), '    ', '    ');
    case 'hr':
      return '-----';
    case 'inline':
      return words(token.children ?? []);
    default:
      return join(parts);
  }
}

/** The subject stands above the body with a line of `=`. */
function underlined(title: string, line: string): string {
  return `${title}\n${line.repeat(Math.min([...title].length, 70))}`;
}

function list(items: Block[], mark: (index: number) => string): string {
  const isTight = items.every(({ parts }) =>
    parts.every(({ token }) => token.type !== 'paragraph_open' || token.hidden),
  );
  const between = isTight ? '\n' : '\n\n';
  return items
    .map(({ parts }, index) => {
      const start = `${mark(index)} `;
      return indented(join(parts, between), start, ' '.repeat(start.length));
    })
    .join(between);
}

function indented(text: string, first: string, others: string): string {
  return text
    .split('\n')
    .map((line, index) => ((index === 0 ? first : others) + line).trimEnd())
    .join('\n');
}

function words(tokens: Token[]): string {
  let text = '';
  let link = { address: '', start: 0 };
  for (const token of tokens) {
    if (token.type === 'link_open') link = { address: attribute(token, 'href'), start: text.length };
    else if (token.type === 'link_close') text += beside(text.slice(link.start), link.address);
    else if (token.type === 'image') text += `[${words(token.children ?? [])}]`;
    else if (token.type === 'softbreak' || token.type === 'hardbreak') text += '\n';
    else text += token.content;
  }
  return text;
}

function beside(said: string, address: string): string {
  const bare = address.replace(/^(mailto|tel):/i, '');
  return said === address || said === bare ? '' : ` (${bare})`;
}
