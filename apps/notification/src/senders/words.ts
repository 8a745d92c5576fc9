import type { SenderFacts } from '../sending/sender.ts';

/** What the service says to the process of a sender. */
export type ToSender =
  | { kind: 'begin'; facts: SenderFacts; logLevel: string }
  | { kind: 'send'; key: string }
  | { kind: 'halt'; dispatchId: string }
  | { kind: 'stop' };

/** What the process answers. */
export type FromSender = { kind: 'ready' } | { kind: 'done'; key: string } | { kind: 'failed'; key: string };
