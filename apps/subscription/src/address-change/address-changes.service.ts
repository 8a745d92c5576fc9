import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { parseAddress } from '#libs/addresses';
import { Random } from '#libs/clock';
import { type Manner, PersonalLetterAskedV1 } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import { LimitedAskService } from '../limits/limited-ask.service.ts';
import type { Effort } from '../limits/limits.ts';
import { addressInvalid } from '../requests/request-problems.ts';
import { newToken, tokenHash } from '../requests/token.ts';
import { addressHash } from '../residents/address-hash.ts';
import { ResidentEntity } from '../residents/resident.entity.ts';
import { SubscriptionSettings } from '../settings.ts';
import {
  type AddressChange,
  answerChange,
  changesSince,
  findChange,
  insertChange,
  isAsked,
} from './address-changes.query.ts';

const DAY = 24 * 3_600_000;

/** A slip is mended at once; beyond that, an address is not flooded (ABUSE-2). */
const CHANGES_A_DAY = 3;

interface Agreement {
  topics: string[];
  language: string;
  manner: Manner;
}

/**
 * A resident wants to be reached elsewhere. The old mailbox agrees first, so that nobody who saw a link of theirs can take over what they
 * follow, and no mail goes to the new address before.
 */
@Injectable()
export class AddressChangesService {
  /** Agreements on their way here, by their change. */
  readonly #agreeing = new Map<string, Promise<void>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly corridor: Corridor,
    private readonly asking: LimitedAskService,
    private readonly settings: SubscriptionSettings,
    private readonly random: Random,
  ) {}

  /**
   * Mails the old address a link to agree by. Whatever is known of the new address, nothing here depends on it; one that was tried too
   * often gets no further, which takes as long (ABUSE-1).
   * @throws Problem when the address is not sound. @throws TryLater when too much is asked, here or everywhere.
   */
  async ask(resident: ResidentEntity, asking: Asking, effort: Effort): Promise<void> {
    const { id: residentId, address } = resident;
    const { email, language, manner, now } = asking;
    const to = parseAddress(email);
    if ('fault' in to) throw addressInvalid();
    const { isCrowded } = await this.asking.admit({ email, manner }, effort);
    const token = newToken(this.random);
    const expiresAt = new Date(now.getTime() + this.settings.requestExpiresDays * DAY);
    await this.corridor.act(async ({ manager, post, rehearse }) => {
      const where = { id: residentId };
      await manager.findOne(ResidentEntity, { where, lock: { mode: 'pessimistic_write' } });
      const since = new Date(now.getTime() - DAY);
      if ((await changesSince(manager, residentId, since)) >= CHANGES_A_DAY) return;
      await insertChange(manager, {
        id: this.random.uuid(),
        residentId,
        newAddress: to.address,
        newAddressHash: addressHash(to.key, this.settings.addressKey[0] ?? ''),
        tokenHash: tokenHash(token),
        askedAt: now,
        expiresAt,
      });
      const times = { occurredAt: now.toISOString(), expiresAt: expiresAt.toISOString() };
      const letter = { letterId: this.random.uuid(), residentId, address, language, token, ...times };
      const told = Object.assign(new PersonalLetterAskedV1(), {
        ...letter,
        kind: 'confirm-old-address' as const,
      });
      // A token that nobody was told leads nowhere.
      if (isCrowded) rehearse(told);
      else post(told);
    });
  }

  /** @returns the change behind a link of the old mailbox, with its resident; undefined when there is none or it is over. */
  async find(token: string, now: Date): Promise<FoundChange | undefined> {
    const hash = tokenHash(token);
    const change = hash && (await findChange(this.dataSource.manager, hash, now));
    if (!change) return undefined;
    const resident = await this.dataSource.manager.findOneBy(ResidentEntity, { id: change.residentId });
    return resident ? { ...change, resident } : undefined;
  }

  /**
   * The old mailbox agrees: the topics are asked for at the new address, as anybody asks (ASK-5). A second press changes nothing, but
   * asks where the first was cut short. The limits counted it when it was asked for; the breaker counts mails, so it does here.
   * @throws TryLater while the breaker is open; they can press again later.
   */
  async agree(change: AddressChange, agreement: Agreement): Promise<void> {
    this.asking.refuseWhileStopped();
    // A second press waits for the first, and would find its request only when it is made.
    const agreeing = this.#agreeing.get(change.id) ?? this.#agree(change, agreement);
    this.#agreeing.set(change.id, agreeing);
    await agreeing.finally(() => this.#agreeing.delete(change.id));
  }

  async #agree(change: AddressChange, agreement: Agreement): Promise<void> {
    const { manager } = this.dataSource;
    const { id, newAddress: email, state } = change;
    const requestId = change.requestId ?? this.random.uuid();
    if (state === 'asked' && !(await answerChange(manager, id, { state: 'agreed', requestId }))) return;
    if (await isAsked(manager, requestId)) return;
    try {
      await this.asking.send({ email, requestId, ...agreement });
    } catch (error) {
      // Another process may have made it a moment earlier.
      if (!(await isAsked(manager, requestId))) throw error;
    }
  }

  /** "This was not me." */
  async decline({ id }: AddressChange): Promise<void> {
    await answerChange(this.dataSource.manager, id, { state: 'declined' });
  }
}

export interface FoundChange extends AddressChange {
  resident: ResidentEntity;
}

interface Asking {
  /** The new address, as it was typed. */
  email: string;
  manner: Manner;
  language: string;
  now: Date;
}
