import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { Corridor } from '#libs/messaging';
import type { Everything } from '../holdings/everything.ts';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { findReady, type ReadyRequest } from './access-requests.query.ts';
import { decryptUnder, isToken, tokenHash } from './access-token.ts';

/** How it was taken: read on the page, or kept as a file. */
export type TakenAs = 'page' | 'file';

/** What is behind the link of an access letter. */
@Injectable()
export class AccessService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly corridor: Corridor,
    private readonly events: LedgerEvents,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined when the link is unknown, expired, or of somebody who was erased: nobody can tell which. */
  async find(token: string): Promise<Pick<ReadyRequest, 'expiresAt'> | undefined> {
    if (!isToken(token)) return undefined;
    return findReady(this.dataSource.manager, tokenHash(token), this.clock.now());
  }

  /** Everything, as often as it is wanted until the link expires; each time is an entry of the ledger (PROOF-4). */
  async take(token: string, as: TakenAs): Promise<Everything | undefined> {
    if (!isToken(token)) return undefined;
    return this.corridor.act(async (act) => {
      const ready = await findReady(act.manager, tokenHash(token), this.clock.now());
      const [first] = ready?.residentIds ?? [];
      if (!ready || first === undefined) return undefined;
      const { id, residentIds } = ready;
      await this.events.record(act, {
        kind: 'export',
        payload: {
          action: 'took-access',
          access_id: id,
          taken_as: as,
          resident_id: first,
          resident_ids: residentIds,
        },
      });
      return decryptUnder(token, ready);
    });
  }
}
