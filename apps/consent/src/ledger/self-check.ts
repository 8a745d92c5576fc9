import { RightEdge, TlogError } from '#libs/tlog';
import { genesisLeaf } from './leaf.ts';
import type { StoredLedger } from './ledger.query.ts';

/**
 * What is stored cannot be the ledger that was written: somebody changed it, or another database was restored. Nothing is
 * appended until a person has looked; nothing is ever repaired by the program.
 */
export class LedgerMismatch extends Error {
  override readonly name = 'LedgerMismatch';
}

/**
 * Before extending: size, root, tiles, leaves and name must belong together.
 * @returns where the ledger continues.
 * @throws LedgerMismatch that says what does not agree.
 */
export function checkLedger(stored: StoredLedger, origin: string): RightEdge {
  const { head, leafCount, tiles, genesis } = stored;
  if (leafCount !== head.size) {
    throw new LedgerMismatch(`the checkpoint says ${head.size} leaves, the ledger has ${leafCount}`);
  }
  if (head.size > 0 && genesis?.equals(genesisLeaf(origin)) !== true) {
    throw new LedgerMismatch(`the first leaf is not the one of ${origin}`);
  }
  const edge = edgeOf(stored.head.size, tiles);
  if (!edge.root().equals(head.root)) {
    throw new LedgerMismatch(`the root of size ${head.size} does not follow from the tiles`);
  }
  return edge;
}

function edgeOf(size: number, tiles: StoredLedger['tiles']): RightEdge {
  try {
    return RightEdge.of(size, tiles);
  } catch (cause) {
    if (!(cause instanceof TlogError)) throw cause;
    throw new LedgerMismatch(`the tiles are not those of size ${size}`, { cause });
  }
}
