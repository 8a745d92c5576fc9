import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Problem } from '#libs/problems';

/** Several notices of several pages, with room. */
export const RECEIPT_MAX_OCTETS = 262_144;

/** What a person gave us to check. */
export type ShownReceipt = { text: string | Buffer } | 'nothing' | 'too-large';

/**
 * Reads the file, or else the text, of the form. A file is taken as it is. In a pasted text the browser made every line end a
 * CRLF, and the last line end is easily left out: neither can be seen, so both are mended.
 * @throws Problem `form-unreadable`
 */
export async function readShownReceipt(request: FastifyRequest): Promise<ShownReceipt> {
  if (!request.isMultipart())
    return asShown({ text: (request.body as { text?: unknown } | undefined)?.text });
  const given: { file?: Buffer | undefined; text?: unknown } = {};
  try {
    for await (const part of request.parts()) {
      if (isCut(part)) return 'too-large';
      if (part.type === 'field' && part.fieldname === 'text') given.text = part.value;
      if (part.type !== 'file') continue;
      const file = await part.toBuffer();
      if (isCut(part)) return 'too-large';
      if (part.fieldname === 'receipt') given.file = file;
    }
  } catch {
    // Whatever the parser dislikes is the sender's. Its own error could repeat what was sent.
    throw new Problem('form-unreadable', 400, 'The form cannot be read');
  }
  return asShown(given);
}

function isCut(part: MultipartFile | MultipartValue): boolean {
  return part.type === 'file' ? part.file.truncated : (part.valueTruncated ?? false);
}

function asShown({ file, text }: { file?: Buffer | undefined; text?: unknown }): ShownReceipt {
  if (file && file.length > 0) return { text: file };
  const pasted = typeof text === 'string' ? text.trim() : '';
  return pasted === '' ? 'nothing' : { text: `${pasted.replaceAll('\r\n', '\n')}\n` };
}
