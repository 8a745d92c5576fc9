import { createPublicKey, type KeyObject } from 'node:crypto';
import type { DkimKey } from './dkim-key.ts';

/** What is published about a key: a TXT record. */
export interface KeyRecord {
  name: string;
  text: string;
}

/** RFC 6376 section 3.6.1; for Ed25519 the key alone, without its frame (RFC 8463 section 4). */
export function keyRecord({ domain, selector, algorithm, publicKey }: DkimKey): KeyRecord {
  const frame = publicKey.export({ type: 'spki', format: 'der' });
  const isEd25519 = algorithm === 'ed25519-sha256';
  const key = (isEd25519 ? frame.subarray(-32) : frame).toString('base64');
  return {
    name: `${selector}._domainkey.${domain}`,
    text: `v=DKIM1; k=${isEd25519 ? 'ed25519' : 'rsa'}; p=${key}`,
  };
}

const ED25519_FRAME = Buffer.from('302a300506032b6570032100', 'hex');

/** @returns undefined for a text that is no record of a key, or of one that was withdrawn. */
export function readKeyRecord(
  text: string,
): { algorithm: DkimKey['algorithm']; publicKey: KeyObject } | undefined {
  const tags = readTags(text);
  const octets = Buffer.from((tags.get('p') ?? '').replaceAll(/\s/g, ''), 'base64');
  const isEd25519 = tags.get('k') === 'ed25519';
  if ((tags.get('v') ?? 'DKIM1') !== 'DKIM1' || octets.length === 0) return undefined;
  try {
    const key = isEd25519 ? Buffer.concat([ED25519_FRAME, octets]) : octets;
    const publicKey = createPublicKey({ key, format: 'der', type: 'spki' });
    return { algorithm: isEd25519 ? 'ed25519-sha256' : 'rsa-sha256', publicKey };
  } catch {
    return undefined;
  }
}

/** RFC 6376 section 3.2: `name=value; name=value`. The first of a name counts. */
export function readTags(text: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of text.split(';')) {
    const equals = tag.indexOf('=');
    const name = tag.slice(0, Math.max(equals, 0)).trim();
    if (name && !tags.has(name)) tags.set(name, tag.slice(equals + 1).trim());
  }
  return tags;
}
