import type { Client } from 'pg';
import { commitTo, Frontier, leafHash } from '#libs/tlog';
import type { Load } from './load.ts';

export interface Findings {
  entries: number;
  events: number;
  /** Sizes for which a root was ever stored, signed or published. */
  checkpoints: number;
  /** In words; empty when everything holds. */
  faults: string[];
}

/** What the neighbours of *consent* know. */
export interface Known extends Pick<Load, 'acknowledged' | 'uncertain'> {
  /** How often each request was passed on. */
  told: Map<string, number>;
}

interface Leaf {
  index: string;
  entry: Buffer;
  hash: Buffer;
  payload: string | null;
  salt: Buffer | null;
}

const PAGE = 5000;

/**
 * Reads the ledger as it lies in the database, without the service, and compares it with what the neighbours know.
 * @param signed size and root (base64) of what the signer remembered at each kill.
 */
export async function checkLedger(
  owner: Client,
  { acknowledged, uncertain, told }: Known,
  signed: Map<number, Set<string>>,
): Promise<Findings> {
  const faults: string[] = [];
  const roots = await readRoots(owner, signed);
  const entries = await walk(owner, roots, faults);
  const { rows } = await owner.query<{ id: string; action: string; request: string | null }>(
    `SELECT event_id AS id, action, payload::jsonb ->> 'request_id' AS request
     FROM consent.records JOIN consent.leaves ON leaves.index = leaf_index WHERE kind = 'consent'`,
  );
  const recorded = new Set(rows.map(({ id }) => id));
  const lost = [...acknowledged].filter((id) => !recorded.has(id)).length;
  if (lost > 0) faults.push(`${lost} acknowledged events are not in the ledger`);
  const foreign = [...recorded].filter((id) => !acknowledged.has(id) && !uncertain.has(id)).length;
  if (foreign > 0) faults.push(`${foreign} events are in the ledger that nobody posted`);
  if (recorded.size !== rows.length) faults.push('an event is in the ledger twice');
  for (const { request, action } of rows) {
    const times = told.get(request ?? '') ?? 0;
    if (action === 'asked' && times !== 1)
      faults.push(`a request in the ledger was passed on ${times} times`);
  }
  return { entries, events: rows.length, checkpoints: roots.size, faults };
}

/** Every root that was ever claimed, by size: there must be one for each, and it must follow from the leaves. */
async function readRoots(owner: Client, signed: Map<number, Set<string>>): Promise<Map<number, Set<string>>> {
  const roots = new Map([...signed].map(([size, texts]) => [size, new Set(texts)]));
  const { rows } = await owner.query<{ size: string; root: Buffer }>(
    'SELECT size, root FROM consent.checkpoints UNION ALL SELECT size, root FROM consent.signed_checkpoints',
  );
  for (const { size, root } of rows) {
    const known = roots.get(Number(size)) ?? new Set();
    roots.set(Number(size), known.add(root.toString('base64')));
  }
  return roots;
}

async function walk(owner: Client, roots: Map<number, Set<string>>, faults: string[]): Promise<number> {
  let frontier = Frontier.empty;
  for (;;) {
    const { rows } = await owner.query<Leaf>(
      `SELECT index, entry, hash, payload, salt FROM consent.leaves LEFT JOIN consent.records ON leaf_index = index
       WHERE index >= $1 ORDER BY index LIMIT $2`,
      [frontier.size, PAGE],
    );
    for (const leaf of rows) {
      if (Number(leaf.index) !== frontier.size) faults.push(`the ledger has a gap at ${frontier.size}`);
      if (!leafHash(leaf.entry).equals(leaf.hash)) faults.push(`the hash of entry ${leaf.index} is wrong`);
      if (!opens(leaf)) faults.push(`the record of entry ${leaf.index} does not open it`);
      frontier = frontier.append([leaf.hash]);
      const root = frontier.root().toString('base64');
      for (const claimed of roots.get(frontier.size) ?? [])
        if (claimed !== root) faults.push(`a checkpoint of ${frontier.size} entries does not hold`);
    }
    if (rows.length < PAGE) break;
  }
  const beyond = [...roots.keys()].filter((size) => size > frontier.size).length;
  if (beyond > 0) faults.push(`${beyond} checkpoints are larger than the ledger`);
  return frontier.size;
}

function opens({ entry, payload, salt }: Leaf): boolean {
  const { c } = JSON.parse(entry.toString()) as { c?: string };
  if (c === undefined) return true;
  return payload !== null && salt !== null && commitTo(payload, salt).toString('base64') === c;
}
