import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/support/index.ts';
import { topicPublished } from '../messages.testing.ts';
import { type RunningNotification, runNotification } from '../notification.testing.ts';

export interface LetterRow {
  id: string;
  state: string;
  reason: string | null;
  attempts: number;
  address: string | null;
  sealed: string | null;
}

/** *notification* with two topics, `digital-plan` and `parks`, and a relay that takes everything. */
export class LetterBench {
  notification: RunningNotification;

  async start(): Promise<void> {
    this.notification = await runNotification();
    await this.notification.send(topicPublished());
    const names = { en: 'Parks & paths', fr: 'Parcs et sentiers' };
    await this.notification.send(topicPublished({ topic: 'parks', names }));
  }

  calm(): void {
    this.mails.refuseRecipients();
    this.mails.refuseMessages();
    this.clock.set('2026-03-02T15:00:00.000Z');
  }

  stop(): Promise<void> {
    return this.notification.stop();
  }

  get mails() {
    return this.notification.mails;
  }

  get clock() {
    return this.notification.clock;
  }

  /** The letter that a message asked for, once it is as expected. */
  async letter(messageId: string, isRight: (row: LetterRow) => boolean): Promise<LetterRow> {
    const sql = 'SELECT * FROM letters WHERE id = $1';
    const [row] = await eventually(
      () => this.notification.dataSource.query<LetterRow[]>(sql, [messageId]),
      ([found]) => found !== undefined && isRight(found),
    );
    if (!row) throw new Error('there is no such letter');
    return row;
  }
}

/** Of nobody else. */
export function newAddress(): string {
  return `anne.${randomUUID()}@example.org`;
}

export const isDecided = ({ state }: LetterRow): boolean => !['due', 'leased'].includes(state);
