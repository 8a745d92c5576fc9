import { readFileSync } from 'node:fs';

/** One transaction as the hostile server saw it; moments in milliseconds since 1970. */
export interface WireRecord {
  /** The address in RCPT. */
  to: string;
  /** Of the content's header; undefined when no header came whole. */
  messageId?: string;
  /** The first octet of the content. */
  beganAt?: number;
  /** Its final dot, or the last octet of the last chunk. */
  dotAt?: number;
  /** The last answer that decided about the mail: three digits, or `none` when the connection ended before. */
  answer: string;
  answeredAt: number;
  /** The connection broke with the answer: nobody knows whether it was heard. */
  unheard?: true;
  /** It came over TLS. */
  secured?: true;
  /** What a lax server would have read otherwise. */
  difference?: string;
}

/** What a server that was told where to write has seen so far. */
export function readWire(file: string): WireRecord[] {
  const whole = readFileSync(file, 'utf8');
  const lines = whole.slice(0, whole.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as WireRecord);
}
