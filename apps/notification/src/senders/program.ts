import { SystemClock, SystemRandom } from '#libs/clock';
import { createLogger, type Logger } from '#libs/logging';
import { Sender } from '../sending/sender.ts';
import type { FromSender, ToSender } from './words.ts';

/** The process of one sender. It does what the service says, and stops when the service is gone. */

const LAST_PATIENCE_MILLISECONDS = 20_000;

/** A mail is some kilobytes, more than Node cuts from its pool unless told: then each would be memory of its own to tidy up. */
Buffer.poolSize = 512 * 1024;

let sender: Sender | undefined;
let logger: Logger = createLogger('notification', 'info');
const work = new Set<Promise<void>>();

const say = (word: FromSender) => {
  if (process.connected) process.send?.(word, undefined, undefined, () => undefined);
};

async function begin({ facts, logLevel }: Extract<ToSender, { kind: 'begin' }>): Promise<void> {
  logger = createLogger('notification', logLevel).child({ part: 'sender' });
  const elapsed = () => performance.now();
  sender = await Sender.start(facts, {
    clock: new SystemClock(),
    random: new SystemRandom(),
    elapsed,
    logger,
  });
  say({ kind: 'ready' });
}

async function send(key: string): Promise<void> {
  try {
    await sender?.send(key);
    say({ kind: 'done', key });
  } catch (err) {
    logger.warn({ err, key }, 'a batch could not be sent and is tried again');
    say({ kind: 'failed', key });
  }
}

async function stop(): Promise<void> {
  setTimeout(() => process.exit(1), LAST_PATIENCE_MILLISECONDS).unref();
  await sender?.stop(Promise.allSettled(work));
  process.exit(0);
}

process.on('message', (word: ToSender) => {
  switch (word.kind) {
    case 'begin':
      void begin(word);
      break;
    case 'send': {
      const sending = send(word.key).finally(() => work.delete(sending));
      work.add(sending);
      break;
    }
    case 'halt':
      sender?.halt(word.dispatchId);
      break;
    case 'stop':
      void stop();
  }
});
process.on('disconnect', () => void stop());
// Ctrl-C and a container's end reach all processes at once. The service says when to stop.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
// Node would print the error's message, and a message may quote an address.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (err: unknown) => {
    logger.fatal({ err }, event);
    process.exit(1);
  });
}
