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

/**
 * The order in which the events of one batch get their leaves: notices, which must be logged before their first use, then what happened
 * first. Nobody waits within a batch, whatever their turn was, and a confirmation reads better before its withdrawal.
 */
export function inOrder(prepared: readonly Prepared[]): Prepared[] {
  return prepared.toSorted(({ event: one }, { event: other }) => {
    if ((one.kind === 'notice') !== (other.kind === 'notice')) return one.kind === 'notice' ? -1 : 1;
    // Numbers of the inbox come as text, since they are 64 bits wide there; so many events there never are.
    return +one.occurredAt - +other.occurredAt || Number(one.sequence) - Number(other.sequence);
  });
}
