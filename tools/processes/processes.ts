import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { StepFailed } from '../say.ts';
import { type Child, type ChildOrder, startChild } from './child.ts';
import { identify } from './identity.ts';
import { lastLines } from './last-lines.ts';

/**
 * Everything that one command started, so that it can be stopped in order and nothing else with it. Each process is also
 * written to a file: what a killed command leaves behind is found there by the next one (leftovers.ts).
 */
export class Processes {
  readonly #recordFile: string;
  readonly #children: Child[] = [];
  #stopping: Promise<void> | undefined;

  constructor(recordFile: string) {
    this.#recordFile = recordFile;
    mkdirSync(dirname(recordFile), { recursive: true });
    this.#record('owner', process.pid, 'SIGTERM');
  }

  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  async start(order: ChildOrder): Promise<Child> {
    if (this.#stopping) throw new Error(`${order.name} is not started any more: everything stops`);
    const child = await startChild(order);
    this.#children.push(child);
    this.#record(order.name, child.pid, order.stopSignal ?? 'SIGTERM');
    return child;
  }

  /** Runs a program to its end. @throws StepFailed with the last lines of its log. */
  async run(order: ChildOrder, remedy: string): Promise<void> {
    const child = await this.start(order);
    const { code, signal } = await child.ended;
    if (code === 0) return;
    const details = order.output === 'inherit' ? '' : lastLines(order.output);
    throw new StepFailed(`${order.name} ended with ${signal ?? `code ${code}`}`, remedy, details);
  }

  /** What runs now and should go on: resolves when the first of them ends though nobody stopped it. */
  async firstToEnd(): Promise<Child> {
    const child = await Promise.race(
      this.#children.filter((candidate) => candidate.isRunning()).map((each) => each.ended.then(() => each)),
    );
    return this.#stopping ? new Promise(() => undefined) : child;
  }

  /** Stops all in the reverse order of their start. A second call waits for the first. */
  stopAll(): Promise<void> {
    this.#stopping ??= this.#stopInOrder();
    return this.#stopping;
  }

  async #stopInOrder(): Promise<void> {
    for (const child of this.#children.reverse()) await child.stop();
    rmSync(this.#recordFile, { force: true });
  }

  #record(name: string, pid: number, stopSignal: NodeJS.Signals): void {
    const entry = { name, stopSignal, ...(identify(pid) ?? { pid, born: '' }) };
    appendFileSync(this.#recordFile, `${JSON.stringify(entry)}\n`);
  }
}
