/** What the tests need of a parser that brings no types. */
declare module 'mailparser' {
  interface Parsed {
    subject?: string;
    messageId?: string;
    text?: string;
    html?: string | false;
    from?: { value: { name: string; address?: string }[] };
    to?: { value: { name: string; address?: string }[] };
    replyTo?: { value: { name: string; address?: string }[] };
    headerLines: { key: string; line: string }[];
    attachments: unknown[];
  }
  export function simpleParser(mail: Buffer, options?: { skipTextToHtml?: boolean }): Promise<Parsed>;
}
