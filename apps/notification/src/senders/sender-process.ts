import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Logger } from '#libs/logging';
import type { FromSender, ToSender } from './words.ts';

/** Before a process that ended is started again. */
const AGAIN_MILLISECONDS = 1000;

/** Run from the source, as tests do, the built program is called: Node alone cannot read decorators. */
const FOLDER = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '../../../../dist/apps/notification/src/senders')
  : import.meta.dirname;
const PROGRAM = join(FOLDER, 'program.js');

/**
 * It holds a few hundred mails and no more; without a bound Node lets the heap grow instead of tidying it. With a bound alone it tidies
 * all of the heap whenever that grew by a few megabytes, and counts the contents of mails among them, which are outside of it: so much of
 * the processor would go there as all else takes. It is to grow to two and a half times of what is in use first.
 */
const MEMORY_ARGUMENTS = [
  '--max-semi-space-size=16',
  '--max-old-space-size=160',
  '--heap-growing-percent=150',
];

/**
 * One sender in a process of its own, started again whenever it ends. The channel between the two is also the tie: when the service
 * is gone, even by a kill, the channel closes and the sender stops. Settings go through it too, so that no secret stands in
 * arguments or environment.
 */
export class SenderProcess {
  #child: ChildProcess | undefined;
  #isReady = false;
  #isStopping = false;
  #again: NodeJS.Timeout | undefined;
  readonly #work = new Map<string, PromiseWithResolvers<void>>();

  constructor(
    private readonly beginning: Extract<ToSender, { kind: 'begin' }>,
    private readonly logger: Logger,
    /** Called when it can be given work. */
    private readonly isReadyNow: () => void,
    private readonly launch: () => ChildProcess = launchProgram,
  ) {}

  /** How many batches it has; undefined while it cannot take any. */
  get load(): number | undefined {
    return this.#isReady ? this.#work.size : undefined;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const child = this.launch();
    this.#child = child;
    child.on('message', (word: FromSender) => this.#hear(word));
    child.on('error', (err) => {
      this.logger.error({ err }, 'a sender could not be started');
      // The machine has no room for one more process: of what never began no end is told.
      if (child.pid === undefined) this.#ended({ code: null, signal: null });
    });
    child.once('exit', (code, signal) => this.#ended({ code, signal }));
    this.#say(this.beginning);
  }

  /**
   * A bell that was rung twice, as after a wipe of Redis, asks twice for the same: both are told the same end.
   * @throws Error when the process ends before the batch is given back: its lease is taken over then.
   */
  send(key: string): Promise<void> {
    const known = this.#work.get(key);
    if (known) return known.promise;
    const work = Promise.withResolvers<void>();
    this.#work.set(key, work);
    this.#say({ kind: 'send', key });
    return work.promise;
  }

  halt(dispatchId: string): void {
    this.#say({ kind: 'halt', dispatchId });
  }

  /** Waits until it has let go of everything. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#again);
    const child = this.#child;
    if (!child || child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    this.#say({ kind: 'stop' });
    await ended;
  }

  #say(word: ToSender): void {
    // Of a process that is just ending we hear by its exit.
    if (this.#child?.connected) this.#child.send(word, () => undefined);
  }

  #hear(word: FromSender): void {
    if (word.kind === 'ready') {
      this.#isReady = true;
      this.isReadyNow();
      return;
    }
    const waiting = this.#work.get(word.key);
    this.#work.delete(word.key);
    if (word.kind === 'done') waiting?.resolve();
    else waiting?.reject(new Error('a batch failed in its sender'));
  }

  #ended(how: { code: number | null; signal: NodeJS.Signals | null }): void {
    this.#isReady = false;
    for (const { reject } of this.#work.values()) reject(new Error('the process of a sender ended'));
    this.#work.clear();
    if (this.#isStopping) return;
    this.logger.warn(how, 'the process of a sender ended and is started again');
    this.#again = setTimeout(() => this.start(), AGAIN_MILLISECONDS);
  }
}

function launchProgram(): ChildProcess {
  return fork(PROGRAM, { execArgv: MEMORY_ARGUMENTS });
}
