import { Injectable } from '@nestjs/common';
import type { Taken } from '#libs/messaging';
import type { NoticeEntity } from './notice.entity.ts';
import { findNotices } from './notices.query.ts';

/** The words that events name: a few texts, never edited, and asked for by every event. */
@Injectable()
export class KnownNotices {
  readonly #known = new Map<string, NoticeEntity>();

  /** @returns by hash those that *subscription* has published to us. */
  async find(
    hashes: string[],
    { manager, whenDurable }: Pick<Taken, 'manager' | 'whenDurable'>,
  ): Promise<ReadonlyMap<string, NoticeEntity>> {
    if (hashes.every((hash) => this.#known.has(hash))) return this.#known;
    const found = await findNotices(manager, hashes);
    // They may have come in this very transaction, which may still be rolled back.
    whenDurable(() => {
      for (const [hash, notice] of found) this.#known.set(hash, notice);
    });
    return found;
  }
}
