import {
  makeConsistencyProof,
  type ReadTiles,
  readRightEdge,
  TlogError,
  type TreeHead,
  verifyConsistency,
} from '#libs/tlog';
import { SignerRefusal } from './signer-refusal.ts';

/**
 * The tree at `head` must follow from its tiles, and continue the one that was signed last.
 * @param last what was signed last; absent before the first signature.
 * @throws SignerRefusal that says what does not agree, for the operator.
 */
export async function checkContinuation(
  last: TreeHead | undefined,
  head: TreeHead,
  readTiles: ReadTiles,
): Promise<void> {
  if (last && head.size < last.size) {
    throw new SignerRefusal(
      `${last.size} entries were signed, and the database has ${head.size}: an older backup was restored`,
    );
  }
  if (head.size === 0) return;
  try {
    const edge = await readRightEdge(head.size, readTiles);
    if (!edge.root().equals(head.root)) throw notFollowing(head.size);
    if (!last) return;
    const proof = await makeConsistencyProof(last.size, head.size, readTiles);
    if (verifyConsistency(last, head, proof)) return;
  } catch (cause) {
    if (cause instanceof TlogError) throw notFollowing(head.size, cause);
    throw cause;
  }
  throw new SignerRefusal(
    `the ${head.size} entries of the database do not continue the ${last.size} that were signed`,
  );
}

function notFollowing(size: number, cause?: Error): SignerRefusal {
  return new SignerRefusal(`the root of ${size} entries does not follow from the tiles`, { cause });
}
