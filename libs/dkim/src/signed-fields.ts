import { relaxedField } from './canonical.ts';

/**
 * Named once more than they are there, so that nobody can add another one on the way: what a reader is shown, and what
 * decides how the mail is read or where a press on "unsubscribe" goes (RFC 6376 sections 5.4 and 8.15, RFC 8058 section 4).
 */
const SEALED = [
  'From',
  'To',
  'Cc',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
];

const SIGNED = [
  'Content-Language',
  'List-Help',
  'List-Owner',
  'List-Archive',
  'Feedback-ID',
  'Auto-Submitted',
];

/** The tag h of a signature, and what it covers. */
export interface SignedFields {
  names: readonly string[];
  /** Canonical, each with its CRLF. */
  text: string;
}

export function signedFields(header: string): SignedFields {
  const fields = fieldsOf(header);
  const names = [...SEALED, ...SIGNED].flatMap((name) => {
    const count = fields.get(name.toLowerCase())?.length ?? 0;
    return Array<string>(SEALED.includes(name) ? count + 1 : count).fill(name);
  });
  return { names, text: canonicalFields(fields, names) };
}

/** The fields that h names, each from the last to the first; what is not there adds nothing (RFC 6376 section 5.4.2). */
export function coveredFields(header: string, names: readonly string[]): string {
  return canonicalFields(fieldsOf(header), names);
}

function canonicalFields(fields: Map<string, string[]>, names: readonly string[]): string {
  const left = new Map([...fields].map(([name, all]) => [name, [...all]]));
  let text = '';
  for (const name of names) {
    const field = left.get(name.toLowerCase())?.pop();
    if (field !== undefined) text += `${relaxedField(field)}\r\n`;
  }
  return text;
}

function fieldsOf(header: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const field of header.split(/\r\n(?![ \t])/)) {
    const name = field.slice(0, field.indexOf(':')).trimEnd().toLowerCase();
    if (name) fields.set(name, [...(fields.get(name) ?? []), field]);
  }
  return fields;
}
