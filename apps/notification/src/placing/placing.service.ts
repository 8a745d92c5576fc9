import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { parseAddress } from '#libs/addresses';
import { BusinessCalendar } from '#libs/calendar';
import { Clock, Random } from '#libs/clock';
import type { SignedInPerson } from '#libs/identity';
import { Corridor } from '#libs/messaging';
import { endSuppressionsOf } from '../audience/suppression.query.ts';
import { LeavingService } from '../mailbox/leaving.service.ts';
import { residentsAt } from '../mailbox/origin.query.ts';
import { findItem, type ItemKind, insertItem, type Placement, placeItem } from './items.query.ts';
import { alreadyPlaced, nobodyThere, notOneAddress, notSuppressed, unknownItem } from './placing-problems.ts';

interface Written {
  kind: ItemKind;
  from: string;
  subject: string;
  text: string;
}

/** LEAVE-5: what the program could not place waits for a person, with the day until which the law allows. */
@Injectable()
export class PlacingService {
  constructor(
    private readonly corridor: Corridor,
    private readonly leaving: LeavingService,
    private readonly calendar: BusinessCalendar,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  async add(
    manager: EntityManager,
    { receivedAt, octets }: { receivedAt: Date; octets: Buffer },
    { kind, from, subject, text }: Written,
  ): Promise<void> {
    await insertItem(manager, {
      id: this.random.uuid(),
      kind,
      receivedAt,
      deadline: this.calendar.deadlineFor(receivedAt),
      digest: createHash('sha256').update(octets).digest(),
      sender: storable(from),
      subject: storable(subject),
      body: storable(text),
    });
  }

  /** There was nothing to end by it. @throws Problem */
  async place(
    person: SignedInPerson,
    id: string,
    placedAs: Exclude<Placement, 'withdrawn' | 'erased'>,
  ): Promise<void> {
    await this.corridor.act(({ manager }) => this.#place(manager, person, { id, placedAs }));
  }

  /**
   * Ends everything that is followed at the address, dated when the message arrived.
   * @param typed by the person: the sender that a mail names is no proof, and often another address.
   * @throws Problem
   */
  async withdraw(person: SignedInPerson, id: string, typed: string): Promise<void> {
    const parsed = parseAddress(typed);
    if ('fault' in parsed) throw notOneAddress();
    await this.corridor.act(async (act) => {
      const item = await findItem(act.manager, id);
      if (!item) throw unknownItem();
      const residents = await residentsAt(act.manager, [parsed.address, parsed.key]);
      if (residents.length === 0) throw nobodyThere();
      for (const residentId of residents) {
        const asked = { control: 'asked-staff', askedAt: item.receivedAt } as const;
        await this.leaving.leaveEverything(act, residentId, asked);
      }
      await this.#place(act.manager, person, { id, placedAs: 'withdrawn' });
    });
  }

  /**
   * Writes again to an address that was given up. It brings no consent back: who has left stays away (LEAVE-6).
   * @throws Problem
   */
  async endSuppression({ subject }: SignedInPerson, typed: string): Promise<void> {
    const parsed = parseAddress(typed);
    if ('fault' in parsed) throw notOneAddress();
    const ended = await this.corridor.act(async ({ manager }) => {
      const residentIds = await residentsAt(manager, [parsed.address, parsed.key]);
      return endSuppressionsOf(manager, { residentIds, endedAt: this.clock.now(), endedBy: subject });
    });
    if (ended === 0) throw notSuppressed();
  }

  async #place(
    manager: EntityManager,
    { subject }: SignedInPerson,
    { id, placedAs }: { id: string; placedAs: Placement },
  ): Promise<void> {
    const isPlaced = await placeItem(manager, {
      id,
      placedAs,
      placedBy: subject,
      placedAt: this.clock.now(),
    });
    if (isPlaced) return;
    throw (await findItem(manager, id)) ? alreadyPlaced() : unknownItem();
  }
}

/** PostgreSQL takes no zero octet. */
function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}
