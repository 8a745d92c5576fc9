import { leafHash } from '#libs/tlog';
import { type Detail, openDetails, readDetails } from '../details/detail.ts';
import type { Next } from '../intake/pending.query.ts';
import type { LedgerPayload } from './act-payload.ts';
import { readPayload } from './consent-payload.ts';
import { committedLeaf, type LeafKind, noticeLeaf } from './leaf.ts';

/** A leaf without its index: nothing in it depends on where it will stand. */
export interface PreparedLeaf {
  kind: LeafKind;
  entry: Buffer;
  hash: Buffer;
}

/** What opens the commitment of a leaf. */
export interface Opening {
  salt: Buffer;
  /** As it is read, with its details. */
  payload: LedgerPayload;
  details: readonly Detail[];
}

/** An event of the inbox with the leaf that it will be. A notice opens itself. */
export interface Prepared {
  event: Next;
  leaf: PreparedLeaf;
  opening?: Opening;
}

/** @param newSalt makes 32 random octets. */
export function prepare(event: Next, newSalt: () => Buffer): Prepared {
  if (event.kind === 'notice') return { event, leaf: prepareLeaf('notice', noticeLeaf(event.content)) };
  const salt = newSalt();
  const details = readDetails(event.details);
  return {
    event,
    leaf: prepareLeaf(event.kind, committedLeaf(event.kind, event.content, salt)),
    opening: { salt, payload: openDetails(readPayload(event.content), details), details },
  };
}

export function prepareLeaf(kind: LeafKind, entry: Buffer): PreparedLeaf {
  return { kind, entry, hash: leafHash(entry) };
}
