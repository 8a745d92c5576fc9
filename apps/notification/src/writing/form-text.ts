// What no keyboard types and a mail or a page could be misled by: controls, and marks that turn the direction of text.
const CONTROLS = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** The fields of a form that hold text. A field sent twice is not one. */
export function entered(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {};
  const fields = Object.entries(body).filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  );
  return Object.fromEntries(fields);
}

/** Without line breaks, and without spaces at its ends. */
export function oneLine(text = ''): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(CONTROLS, '').normalize('NFC').trim();
}

/** Lines end as in a file here, whatever the browser sent. */
export function paragraphs(text = ''): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(CONTROLS, '').normalize('NFC').trimEnd();
}
