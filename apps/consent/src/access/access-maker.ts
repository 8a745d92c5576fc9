import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { AccessReadyV1, type HeldTable } from '#libs/contracts';
import { Corridor, Seal } from '#libs/messaging';
import { type Everything, joinTables } from '../holdings/everything.ts';
import { HoldingsService } from '../holdings/holdings.service.ts';
import { ConsentSettings } from '../settings.ts';
import { finishRequest, isAnyErased, lockWaiting, sealedParts } from './access-requests.query.ts';
import { partSeal, requestSeal } from './access-seals.ts';
import { encryptUnder, newToken, tokenHash } from './access-token.ts';

const HOUR = 3_600_000;

/** Puts one answer together, encrypts it under a new token, and lets *notification* mail the link. */
@Injectable()
export class AccessMaker {
  readonly #seal: Seal;

  constructor(
    private readonly corridor: Corridor,
    private readonly holdings: HoldingsService,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly settings: ConsentSettings,
  ) {
    this.#seal = new Seal(settings.messageKey);
  }

  /** @returns false when somebody else makes it, or its resident was erased. */
  async make(id: string, storyId: string): Promise<boolean> {
    return this.corridor.act(async ({ manager, post }) => {
      const request = await lockWaiting(manager, id);
      if (!request || (await isAnyErased(manager, request.residentIds))) return false;
      const { address, held } = this.#seal.open(request.sealed, requestSeal(id)) as {
        address: string;
        held: HeldTable[];
      };
      const parts = await sealedParts(manager, id);
      const notification = parts.flatMap(
        ({ number, sealed }) => this.#seal.open(sealed, partSeal(id, number)) as HeldTable[],
      );
      const { residentIds, language, askedAt } = request;
      const own = await this.holdings.of(manager, residentIds);
      const everything: Everything = {
        v: 1,
        access_id: id,
        address,
        asked_at: askedAt.toISOString(),
        made_at: this.clock.now().toISOString(),
        resident_ids: residentIds,
        ledger: own.ledger,
        held: { subscription: joinTables(held), consent: own.tables, notification: joinTables(notification) },
        entries: own.entries,
      };
      const token = newToken(this.random);
      const expiresAt = new Date(this.clock.now().getTime() + this.settings.accessKeepHours * HOUR);
      const content = encryptUnder(token, { id, everything, nonce: this.random.bytes(12) });
      await finishRequest(manager, { id, tokenHash: tokenHash(token), content, expiresAt });
      post(
        Object.assign(new AccessReadyV1(), {
          accessId: id,
          residentId: residentIds[0],
          address,
          language,
          token,
          expiresAt: expiresAt.toISOString(),
        }),
      );
      return true;
    }, storyId);
  }
}
