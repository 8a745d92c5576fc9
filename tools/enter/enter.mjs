// The first stage of `npm start`, `npm test` and `npm run build`. It runs under whatever Node the machine has, before any
// package is installed, so it may use nothing but Node's own modules and syntax that Node 20 knows.
import { ensureDependencies } from './dependencies.mjs';
import { handOver } from './hand-over.mjs';
import { ensureNode } from './node.mjs';
import { fail, Refusal } from './say.mjs';

const OLDEST_NODE = 20;

/**
 * Brings packages and the pinned Node, then runs `tools/<program>` with it until it ends.
 * @returns whether it came that far.
 */
export async function enter(program) {
  try {
    refuseOldNode();
    ensureDependencies();
    const node = ensureNode();
    process.exitCode = await handOver(node, program);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fail(error);
    return false;
  }
}

function refuseOldNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= OLDEST_NODE) return;
  throw new Refusal(
    'Node',
    `this is ${process.version}`,
    `Install Node ${OLDEST_NODE} or newer and try again.`,
  );
}
