import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Random } from '#libs/clock';
import { contractOf, readMessage } from '#libs/contracts';
import { plainArray } from '#libs/database';
import { boundTo } from './envelope.ts';
import { MessagingOptions } from './messaging-options.ts';
import { Seal } from './seal.ts';

/** A message that waits for its transaction, and the story that it belongs to. */
export interface Posted {
  message: object;
  storyId: string;
  /** Costs as much as a message, and tells nobody. */
  isRehearsed?: boolean;
}

/** Writes messages beside the change that they tell of. */
@Injectable()
export class Outbox {
  readonly #seal: Seal;

  constructor(
    private readonly options: MessagingOptions,
    private readonly random: Random,
  ) {
    this.#seal = new Seal(options.messageKey);
  }

  /** @throws InvalidMessage, which rolls the transaction back: a message that breaks its contract never leaves. */
  async add(manager: EntityManager, posted: Posted[], at: Date): Promise<void> {
    const rows = posted.flatMap((each) => this.#rows(each));
    if (rows.length === 0) return;
    await manager.query(
      `INSERT INTO outbox (id, recipient, lane, kind, sealed, story_id, posted_at)
       SELECT id, recipient, lane, kind, sealed, story_id, $7::timestamptz
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $8::boolean[])
         AS posted (id, recipient, lane, kind, sealed, story_id, is_rehearsed)
       WHERE NOT is_rehearsed`,
      [
        plainArray(rows.map((row) => row.id)),
        plainArray(rows.map((row) => row.recipient)),
        plainArray(rows.map((row) => row.lane)),
        plainArray(rows.map((row) => row.kind)),
        rows.map((row) => row.sealed),
        plainArray(rows.map((row) => row.storyId)),
        at,
        plainArray(rows.map((row) => row.isRehearsed)),
      ],
    );
  }

  #rows({ message, storyId, isRehearsed = false }: Posted) {
    const { kind, from, to, lane } = contractOf(message);
    if (from !== this.options.service) throw new Error(`${kind} is not for ${this.options.service} to post`);
    // Read as the receiver will read it: what it would refuse is not sent.
    const checked = readMessage(kind, message);
    return to.map((recipient) => {
      const id = this.random.uuid();
      const sealed = this.#seal.seal(checked, boundTo({ id, kind }));
      return { id, recipient, lane, kind, storyId, sealed, isRehearsed };
    });
  }
}
