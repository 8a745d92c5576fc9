import PostalMime, { type Email } from 'postal-mime';

/** One mail as it came over the wire. */
export interface ReceivedMail {
  /** Of the envelope, byte for byte. */
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The value of a header, unfolded; undefined when there is none. */
  header(name: string): string | undefined;
  /** Addresses in the text part, in their order. */
  links: string[];
  raw: Buffer;
  parsed: Email;
}

/** Read by a parser that the product does not use to write. */
export async function readMail(raw: Buffer, from: string, to: string): Promise<ReceivedMail> {
  const parsed = await PostalMime.parse(raw);
  const text = parsed.text ?? '';
  return {
    from,
    to,
    subject: parsed.subject ?? '',
    text,
    html: parsed.html ?? '',
    header: (name) => parsed.headers.find(({ key }) => key === name.toLowerCase())?.value,
    links: text.match(/https?:\/\/[^\s<>")]+/g) ?? [],
    raw,
    parsed,
  };
}
