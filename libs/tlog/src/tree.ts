import { TlogError } from './tlog-error.ts';

/** The state of a log at one moment: how many leaves, and the 32-byte root over them. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** The leaves from `start` up to, but without, `end`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** True for a whole number from 0 to 2^53 − 1. Beyond that a JavaScript number would silently skip leaves. */
export function isCount(candidate: number): boolean {
  return Number.isSafeInteger(candidate) && candidate >= 0;
}

/** @throws TlogError `bad-size` unless it is a whole number from 0 to 2^53 − 1 */
export function checkTreeSize(candidate: number): void {
  if (!isCount(candidate)) throw new TlogError('bad-size');
}

/** Returns the largest power of two that is at most `count`, for a count of at least 1. */
export function largestPowerOfTwo(count: number): number {
  // Math.log2 rounds up just below large powers of two, and bit operators stop at 32 bits.
  let power = 1;
  while (power * 2 <= count) power *= 2;
  return power;
}

/** Returns where RFC 6962 divides a tree of `size` > 1: the largest power of two below the size. */
export function splitPoint(size: number): number {
  return largestPowerOfTwo(size - 1);
}

/**
 * Cuts a range into the perfect subtrees it consists of, largest first. The range must begin where a subtree of
 * its size may begin, as every range in an RFC 6962 proof does.
 */
export function perfectSubtrees(range: LeafRange): LeafRange[] {
  const subtrees: LeafRange[] = [];
  for (let start = range.start; start < range.end; ) {
    const end = start + largestPowerOfTwo(range.end - start);
    subtrees.push({ start, end });
    start = end;
  }
  return subtrees;
}
