import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Random } from '#libs/clock';
import { type Manner, PersonalLetterAskedV1 } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import { AskService } from '../requests/ask.service.ts';
import { newToken, tokenHash } from '../requests/token.ts';
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
  constructor(
    private readonly dataSource: DataSource,
    private readonly corridor: Corridor,
    private readonly asking: AskService,
    private readonly settings: SubscriptionSettings,
    private readonly random: Random,
  ) {}

  /** Mails the old address a link to agree by. Whatever is known of the new address, nothing here depends on it (ABUSE-1). */
  async ask(resident: ResidentEntity, to: NewAddress, { language, now }: Asking): Promise<void> {
    const { id: residentId, address } = resident;
    const token = newToken(this.random);
    const expiresAt = new Date(now.getTime() + this.settings.requestExpiresDays * DAY);
    await this.corridor.act(async ({ manager, post }) => {
      const where = { id: residentId };
      await manager.findOne(ResidentEntity, { where, lock: { mode: 'pessimistic_write' } });
      const since = new Date(now.getTime() - DAY);
      if ((await changesSince(manager, residentId, since)) >= CHANGES_A_DAY) return;
      await insertChange(manager, {
        id: this.random.uuid(),
        residentId,
        newAddress: to.address,
        newAddressHash: to.hash,
        tokenHash: tokenHash(token),
        askedAt: now,
        expiresAt,
      });
      const times = { occurredAt: now.toISOString(), expiresAt: expiresAt.toISOString() };
      const letter = { letterId: this.random.uuid(), residentId, address, language, token, ...times };
      post(Object.assign(new PersonalLetterAskedV1(), { ...letter, kind: 'confirm-old-address' as const }));
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
   * asks where the first was cut short.
   */
  async agree(change: AddressChange, agreement: Agreement): Promise<void> {
    const { manager } = this.dataSource;
    const { newAddress: email } = change;
    const requestId = change.requestId ?? this.random.uuid();
    if (change.state === 'asked' && !(await answerChange(manager, change.id, { state: 'agreed', requestId })))
      return;
    if (await isAsked(manager, requestId)) return;
    await this.asking.ask({ email, requestId, ...agreement });
  }

  /** "This was not me." */
  async decline({ id }: AddressChange): Promise<void> {
    await answerChange(this.dataSource.manager, id, { state: 'declined' });
  }
}

export interface NewAddress {
  address: string;
  hash: Buffer;
}

export interface FoundChange extends AddressChange {
  resident: ResidentEntity;
}

interface Asking {
  language: string;
  now: Date;
}
