import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ROOT } from './root.mjs';

/** How soon the death of npm is noticed. */
const WATCH_MILLISECONDS = 250;

/**
 * Runs the second stage and passes signals on. The open channel tells the second stage when this process is killed
 * outright, so that it stops what it started even then.
 * @returns its exit code.
 */
export function handOver(node, program) {
  const path = [dirname(node), join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  const stage = spawn(node, [join(ROOT, 'tools', program), ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...process.env, PATH: path },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stage.kill(signal));
  stopWithNpm(stage);
  return new Promise((resolve, reject) => {
    stage.on('error', reject);
    stage.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/**
 * A terminal's Ctrl-C reaches everyone; `kill` with npm's own number reaches npm and the shell between it and us, and both
 * end without a word. What is left to notice is that our parent has become another one.
 */
function stopWithNpm(stage) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stage.kill('SIGTERM');
  }, WATCH_MILLISECONDS);
  watch.unref();
}
