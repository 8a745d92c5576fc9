import { Queue, Worker } from 'bullmq';
import type { Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { TAKEOVER } from './takeover.ts';

export interface DoorbellWork {
  /** Queue's name, e.g. `notification.letters`. */
  name: string;
  concurrency: number;
  /**
   * Reads from PostgreSQL what is due and nobody works at: keys of at most `limit` pieces of work. A key names the attempt
   * too (`<id>.<attempt>`), because a queue ignores a job whose id it still knows.
   */
  due: (limit: number) => Promise<string[]>;
  /** Does one piece. It claims it in PostgreSQL first: the right to work never comes from Redis. */
  work: (key: string) => Promise<void>;
}

const LIMIT = 1000;
/** While so many wait it need not ring: to read and ring a thousand again, nearly all of them known, is most of what a round costs. */
const ENOUGH = LIMIT / 2;

/**
 * Work whose truth is in PostgreSQL and whose bell is in Redis. A wiped Redis costs a moment: the next round reads what is
 * due and rings again.
 */
export class Doorbell {
  readonly #queue: Queue;
  readonly #worker: Worker;
  readonly #rounds: Rounds;

  constructor(work: DoorbellWork, { redisUrl, logger }: { redisUrl: string; logger: Logger }) {
    const connection = { url: redisUrl, maxRetriesPerRequest: null };
    this.#queue = new Queue(work.name, { connection: { ...connection, maxRetriesPerRequest: 1 } });
    this.#worker = new Worker(work.name, (job) => work.work(job.name), {
      connection,
      concurrency: work.concurrency,
      autorun: false,
      ...TAKEOVER,
    });
    const away = (err: Error) => logger.debug({ err }, 'redis is away');
    this.#queue.on('error', away);
    this.#worker.on('error', away);
    this.#worker.on('failed', (job, err) =>
      logger.warn({ err, key: job?.name, bell: work.name }, 'work failed'),
    );
    this.#rounds = new Rounds(() => this.#ring(work.due), {
      name: work.name,
      everyMilliseconds: 1000,
      logger,
    });
  }

  start(): void {
    void this.#worker.run();
    this.#rounds.start();
  }

  /** Call after a commit that made something due. */
  wake(): void {
    this.#rounds.wake();
  }

  async stop(): Promise<void> {
    await this.#rounds.stop();
    await this.#worker.close();
    await this.#queue.close();
  }

  async #ring(due: DoorbellWork['due']): Promise<boolean> {
    if ((await this.#queue.getWaitingCount()) >= ENOUGH) return false;
    const keys = await due(LIMIT);
    await this.#queue.addBulk(
      keys.map((key) => ({
        name: key,
        data: {},
        opts: { jobId: key, removeOnComplete: true, removeOnFail: true },
      })),
    );
    return false;
  }
}
