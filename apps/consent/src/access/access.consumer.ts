import { Injectable } from '@nestjs/common';
import { AccessAskedV1, AccessPartAskedV1, AccessPartV1 } from '#libs/contracts';
import { Seal, type Taken, Takes } from '#libs/messaging';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { addressKey } from '../ledger/records.query.ts';
import { addressHash } from '../rights/address-hash.ts';
import { residentsAt } from '../rights/erasures.query.ts';
import { ConsentSettings } from '../settings.ts';
import { AccessMaking } from './access-making.ts';
import { insertAccessRequest, insertPart, isAnyErased } from './access-requests.query.ts';
import { partSeal, requestSeal } from './access-seals.ts';
import { spellingsOf } from './spellings.query.ts';

/** Gathers what the three services hold about an address that somebody asked about (PROOF-6). */
@Injectable()
export class AccessConsumer {
  readonly #seal: Seal;

  constructor(
    private readonly making: AccessMaking,
    private readonly events: LedgerEvents,
    private readonly settings: ConsentSettings,
  ) {
    this.#seal = new Seal(settings.messageKey);
  }

  /**
   * The ledger may know ids that *subscription* has forgotten, so *notification* is asked from here, by all of them. Of an address
   * that nobody knows nothing is kept, and no mail goes to it. Who was erased since they asked gets nothing either.
   */
  @Takes(AccessAskedV1)
  async asked(message: AccessAskedV1, taken: Taken): Promise<void> {
    const { accessId, address, held } = message;
    const key = addressKey(address);
    const residentIds = [
      ...new Set([...(await residentsAt(taken.manager, key)), ...message.residentIds]),
    ].sort();
    const [first] = residentIds;
    if (first === undefined || (await isAnyErased(taken.manager, residentIds))) return;
    const isNew = await insertAccessRequest(taken.manager, {
      id: accessId,
      storyId: taken.storyId,
      residentIds,
      addressHash: addressHash(key, this.settings.addressKey[0] ?? ''),
      language: message.language,
      askedAt: new Date(message.askedAt),
      sealed: this.#seal.seal({ address, held }, requestSeal(accessId)),
    });
    if (!isNew) return;
    await this.events.record(taken, {
      kind: 'export',
      payload: {
        action: 'asked-for-access',
        event_id: accessId,
        occurred_at: new Date(message.askedAt).toISOString(),
        resident_id: first,
        resident_ids: residentIds,
      },
    });
    const addresses = [...new Set([address, ...(await spellingsOf(taken.manager, residentIds))])];
    taken.post(Object.assign(new AccessPartAskedV1(), { accessId, residentIds, addresses }));
  }

  @Takes(AccessPartV1)
  async part(
    { accessId, number, parts, held }: AccessPartV1,
    { manager, whenDurable }: Taken,
  ): Promise<void> {
    const sealed = this.#seal.seal(held, partSeal(accessId, number));
    await insertPart(manager, { accessId, number, parts, sealed });
    whenDurable(() => this.making.wake());
  }
}
