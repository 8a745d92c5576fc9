import { parseAddress } from '#libs/addresses';

/**
 * An address of ours: nothing around it, and of ASCII before the @, because not every server that a mail comes by knows others.
 * @throws Error
 */
export function senderAddress(text: string): string {
  const parsed = parseAddress(text);
  if ('fault' in parsed || parsed.address !== text) throw new Error('not one address');
  const local = text.slice(0, text.lastIndexOf('@'));
  if (Buffer.byteLength(local) !== local.length) throw new Error('not of ASCII');
  return text;
}
