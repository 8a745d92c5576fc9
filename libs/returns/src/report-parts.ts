import type { Attachment, Email } from 'postal-mime';

/** Of a report or a header block: more is never needed, and patterns are looked for in no more than that. */
const PART_CHARACTERS = 65_536;

/** The beginning of a part in Latin letters, by its type; undefined when there is none. */
export function partOf(email: Email, ...types: string[]): string | undefined {
  const found = email.attachments.find(({ mimeType }) => types.includes(mimeType));
  return found && textOf(found);
}

function textOf({ content }: Attachment): string {
  if (typeof content === 'string') return content.slice(0, PART_CHARACTERS);
  return Buffer.from(new Uint8Array(content)).subarray(0, PART_CHARACTERS).toString('utf8');
}

export interface Fields {
  /** The last value of a field, unfolded; empty when there is none. */
  get(name: string): string;
  all(name: string): string[];
}

/** Reads lines such as `Status: 5.1.1`, the way of RFC 5322 headers: a line that begins with white space goes on. */
export function fieldsOf(block: string): Fields {
  const values = new Map<string, string[]>();
  let last: string[] | undefined;
  for (const line of block.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (/^[ \t]/.test(line)) {
      if (last) last.push(`${last.pop() ?? ''} ${line.trim()}`);
    } else if (colon > 0) {
      const name = line.slice(0, colon).trim().toLowerCase();
      last = values.get(name) ?? [];
      last.push(line.slice(colon + 1).trim());
      values.set(name, last);
    }
  }
  const all = (name: string) => values.get(name.toLowerCase()) ?? [];
  return { all, get: (name) => all(name).at(-1) ?? '' };
}

/** The first lines of a part that is a whole mail, up to the empty one. */
export function headerBlock(mail: string): string {
  return mail.trimStart().split(/\r?\n\r?\n/, 1)[0] ?? '';
}

export function headerOf({ headers }: Email, name: string): string {
  return headers.find(({ key }) => key === name)?.value.trim() ?? '';
}
