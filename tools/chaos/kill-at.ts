import { appendFileSync } from 'node:fs';
import pg from 'pg';

// Loaded before a built service (`node --import`): it ends the process with SIGKILL before or after the step KILL_AT, or, when
// STEPS_FILE is set, notes every step that the service takes. A step is a statement that changes something, or a commit.
const { KILL_AT, KILL_WHEN, STEPS_FILE } = process.env;

const CHANGES = /^\s*(INSERT INTO|UPDATE|DELETE FROM|WITH|SELECT pg_advisory_xact_lock|COMMIT)\b/i;

const noted = new Set<string>();
const lastChange = new WeakMap<pg.Client, string>();

/** What a statement does, in its own first words; of a commit, what the transaction did last. */
function stepOf(client: pg.Client, text: string): string | undefined {
  if (!CHANGES.test(text)) return undefined;
  if (/^\s*COMMIT/i.test(text)) return `COMMIT after ${lastChange.get(client) ?? 'nothing'}`;
  const words = text
    .trim()
    .replace(/^WITH taken AS \(\s*/i, '')
    .split(/[\s(]+/);
  const step = words.slice(0, /^(INSERT|DELETE)$/i.test(words[0] ?? '') ? 3 : 2).join(' ');
  lastChange.set(client, step);
  return step;
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

// biome-ignore lint/suspicious/noExplicitAny: the driver's method has a dozen signatures, and each is passed on as it came.
const query = pg.Client.prototype.query as (...args: any[]) => unknown;

function watched(this: pg.Client, ...args: Parameters<typeof query>): unknown {
  const [first] = args as [string | { text: string }];
  const step = stepOf(this, typeof first === 'string' ? first : first.text);
  if (step !== undefined && STEPS_FILE && !noted.has(step)) {
    noted.add(step);
    appendFileSync(STEPS_FILE, `${step}\n`);
  }
  if (step === undefined || step !== KILL_AT) return query.apply(this, args);
  if (KILL_WHEN === 'before') die();
  const answer = query.apply(this, args);
  void (answer as Promise<unknown>).then(die);
  return answer;
}

Object.assign(pg.Client.prototype, { query: watched });
