import type { DataSource } from 'typeorm';
import type * as Facts from '../../../apps/consent/src/database.ts';
import type * as Tiles from '../../../apps/consent/src/publication/stored-tiles.ts';
import type * as Database from '../../../libs/database/src/index.ts';
import type * as Tlog from '../../../libs/tlog/src/index.ts';
import { built } from '../built.ts';

export interface MeasuredProof {
  size: number;
  /** Of the very first, on a connection that is open. */
  firstMilliseconds: number;
  /** Of those after it, each of another leaf. */
  median: number;
  slowestInHundred: number;
  /** Of this process alone. */
  cpuMilliseconds: number;
}

/**
 * Makes proofs that leaves are in the ledger, from the tiles as they are stored, and checks each against the ledger's root.
 * @param url of the database, signed in as *consent*. @param random gives numbers from 0 up to 1.
 */
export async function measureProof(
  url: string,
  { proofs, random }: { proofs: number; random: () => number },
): Promise<MeasuredProof> {
  await import('reflect-metadata');
  const { openDataSource } = await built<typeof Database>('libs/database/src/index.js');
  const { database } = await built<typeof Facts>('apps/consent/src/database.js');
  const dataSource = await openDataSource(url, database, 1);
  try {
    return await measureOn(dataSource, { proofs, random });
  } finally {
    await dataSource.destroy();
  }
}

async function measureOn(
  { manager }: DataSource,
  { proofs, random }: { proofs: number; random: () => number },
): Promise<MeasuredProof> {
  const { makeInclusionProof, verifyInclusion } = await built<typeof Tlog>('libs/tlog/src/index.js');
  const { storedTiles } = await built<typeof Tiles>('apps/consent/src/publication/stored-tiles.js');
  const [head] = await manager.query<{ size: string; root: Buffer }[]>(
    'SELECT size, root FROM checkpoints ORDER BY size DESC LIMIT 1',
  );
  if (!head) throw new Error('the ledger is empty');
  const tree = { size: Number(head.size), root: head.root };
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let made = 0; made <= proofs; made += 1) {
    const index = Math.floor(random() * tree.size);
    const begun = performance.now();
    const proof = await makeInclusionProof(index, tree.size, storedTiles(manager));
    times.push(performance.now() - begun);
    const [leaf] = await manager.query<{ hash: Buffer }[]>('SELECT hash FROM leaves WHERE index = $1', [
      index,
    ]);
    if (!leaf || !verifyInclusion({ index, hash: leaf.hash }, tree, proof))
      throw new Error(`the proof of ${index} does not hold`);
  }
  const { user, system } = process.cpuUsage(before);
  const [first = Number.NaN, ...others] = times;
  others.sort((one, other) => one - other);
  return {
    size: tree.size,
    firstMilliseconds: first,
    median: others[others.length >> 1] ?? Number.NaN,
    slowestInHundred: others[Math.floor(others.length * 0.99)] ?? Number.NaN,
    cpuMilliseconds: (user + system) / 1000 / times.length,
  };
}

export function tellProof(proof: MeasuredProof): string {
  const shown = Object.entries(proof).map(([name, value]) => `${name} ${Number(value.toFixed(2))}`);
  return shown.join(', ');
}
