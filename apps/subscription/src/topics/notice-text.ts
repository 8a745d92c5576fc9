import { createHash } from 'node:crypto';

/**
 * The notice of one topic in one language: what the consent is for, then the terms under which it is given. Pages show
 * these paragraphs and nothing else, so what is hashed is what was read.
 */
export function noticeText(purpose: readonly string[], terms: readonly string[]): string {
  return [...purpose, ...terms].join('\n\n');
}

/** @returns 64 hexadecimal digits. */
export function noticeHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
