import type { Client } from 'pg';
import { type Account, faultsOfAccount, readAccount } from '../../audience/account.ts';
import { releaseAnnouncement } from '../../audience/release-announcement.ts';
import type { Child } from '../../processes/child.ts';
import { lastLines } from '../../processes/last-lines.ts';
import { waitUntil } from '../../processes/wait-until.ts';
import { StepFailed } from '../../say.ts';
import { ProcessWatch, type Usage } from '../watch-processes.ts';
import { readPace } from './pace.ts';

export interface DispatchOrder {
  owner: Client;
  topic: string;
  /** What is watched while it runs, by name. */
  pids: Record<string, number>;
  /** Ends the run early when it ends. */
  notification: Child;
  longestSeconds: number;
  /** What residents do meanwhile; ended with the dispatch. */
  meanwhile?: (announcementId: string) => { run(): Promise<void>; end(): Promise<void> | void }[];
}

export interface DispatchFigures {
  account: Account;
  /** Mails a second between the first tenth and the last. */
  sustained: number;
  accepted: number;
  /** From the release until it was planned, until the last mail was accepted, until the statement was there. */
  plannedSeconds: number;
  acceptedSeconds: number;
  finishedSeconds: number;
  usage: Usage[];
  faults: string[];
}

/** Releases an announcement, and watches until its statement is there. */
export async function measureDispatch(order: DispatchOrder): Promise<DispatchFigures> {
  const { owner, notification } = order;
  const watch = new ProcessWatch(order.pids);
  const begunAt = Date.now();
  const announcementId = await releaseAnnouncement(owner, order.topic);
  const others = order.meanwhile?.(announcementId) ?? [];
  const running = Promise.all(others.map((other) => other.run()));
  // A failure of theirs is told when they are waited for, below.
  running.catch(() => undefined);
  const account = await waitUntil('the statement of the dispatch', order.longestSeconds, async () => {
    if (!notification.isRunning())
      throw new StepFailed(
        'notification ended',
        `Its log is ${notification.log}.`,
        lastLines(notification.log),
      );
    const found = await readAccount(owner, announcementId);
    return found && found.state !== 'running' ? found : undefined;
  });
  const usage = watch.end();
  for (const other of others) await other.end();
  await running;
  const { accepted, sustained, lastAt } = await readPace(owner, account.dispatchId);
  const since = (moment: Date | null) => (Number(moment ?? Number.NaN) - begunAt) / 1000;
  return {
    ...{ account, sustained, accepted, usage, faults: faultsOfAccount(account) },
    plannedSeconds: since(account.plannedAt),
    acceptedSeconds: since(lastAt),
    finishedSeconds: since(account.finishedAt),
  };
}
