import { Injectable } from '@nestjs/common';
import { LeaveLinks } from '#libs/links';
import type { Act } from '#libs/messaging';
import { type Complaint, type LeaveWish, type Returned, readReturn } from '#libs/returns';
import { PlacingService } from '../placing/placing.service.ts';
import { insertComplaint } from '../suppressions/bounces.query.ts';
import { SuppressionsService } from '../suppressions/suppressions.service.ts';
import { LeavingService } from './leaving.service.ts';
import { type Origin, originOf, originOfAnswer, residentOf } from './origin.query.ts';
import { OwnAddresses } from './own-addresses.ts';
import type { ReturnedMailRow } from './returned-mail.query.ts';

/** What became of it, for the log: no more than this may be told of a mail. */
export type Outcome = 'bounced' | 'unverified' | 'left' | 'automatic' | 'to-place';

/** Decides what follows from a mail that came back. Nothing follows from what no key of ours vouches for (MAIL-4). */
@Injectable()
export class ReturnsService {
  constructor(
    private readonly own: OwnAddresses,
    private readonly links: LeaveLinks,
    private readonly suppressions: SuppressionsService,
    private readonly leaving: LeavingService,
    private readonly placing: PlacingService,
  ) {}

  /** @throws UnreadableReturn */
  async take(act: Act, mail: ReturnedMailRow): Promise<Outcome> {
    const returned = await readReturn(mail.octets, mail.sender);
    const path = this.own.returnPathIn(mail.recipients);
    const origin = path && (await originOf(act.manager, path));
    switch (returned.kind) {
      case 'automatic':
        return 'automatic';
      case 'bounce':
        return this.#bounced(act, mail, { returned, origin });
      case 'complaint':
        return this.#complained(act, mail, { returned, origin });
      case 'unsubscribe':
        return this.#wished(act, mail, { returned, origin });
      case 'reply':
        await this.placing.add(act.manager, mail, returned);
        return 'to-place';
    }
  }

  async #bounced(
    { manager }: Act,
    { receivedAt }: ReturnedMailRow,
    { returned, origin }: Found<Extract<Returned, { kind: 'bounce' }>>,
  ): Promise<Outcome> {
    if (!origin) return 'unverified';
    const { weight, reason } = returned;
    await this.suppressions.count(manager, { ...origin, weight, reason, bouncedAt: receivedAt });
    return 'bounced';
  }

  /** LEAVE-7: everything, for they called us spam. */
  async #complained(
    act: Act,
    mail: ReturnedMailRow,
    { returned, origin }: Found<Complaint>,
  ): Promise<Outcome> {
    const found = origin ?? (await this.#originOfComplaint(act, returned));
    if (found && (await this.#leaveEverything(act, mail, found.residentId, 'complaint'))) {
      const { mailId, residentId } = found;
      if (mailId) await insertComplaint(act.manager, { mailId, residentId, complainedAt: mail.receivedAt });
      return 'left';
    }
    await this.placing.add(act.manager, mail, {
      kind: 'complaint',
      from: mail.sender,
      subject: '',
      text: '',
    });
    return 'to-place';
  }

  async #originOfComplaint(
    { manager }: Act,
    { localParts, tokens, addresses, messageIds }: Complaint,
  ): Promise<(Partial<Origin> & { residentId: string }) | undefined> {
    const path = this.own.returnPathIn(localParts.map((localPart) => this.own.atReturnDomain(localPart)));
    const origin = path && (await originOf(manager, path));
    if (origin) return origin;
    for (const token of tokens) {
      const subscriptionId = this.links.read(token);
      const known = subscriptionId && (await residentOf(manager, subscriptionId));
      if (known) return { residentId: known.residentId };
    }
    return originOfAnswer(manager, { addresses, messageIds });
  }

  /** LEAVE-5. A token says which topic, or whose everything; without one they want no mail at all, on the strict reading. */
  async #wished(act: Act, mail: ReturnedMailRow, { returned, origin }: Found<LeaveWish>): Promise<Outcome> {
    const subscriptionId = returned.token && this.links.read(returned.token);
    if (subscriptionId) {
      const asked = { control: 'mailed-unsubscribe', askedAt: mail.receivedAt } as const;
      if (returned.scope === 'everything') await this.leaving.leaveAllOf(act, subscriptionId, asked);
      else await this.leaving.leaveTopic(act, subscriptionId, asked);
      return 'left';
    }
    const { from, messageIds } = returned;
    const known = origin ?? (await originOfAnswer(act.manager, { addresses: [from], messageIds }));
    if (known && (await this.#leaveEverything(act, mail, known.residentId, 'mailed-unsubscribe')))
      return 'left';
    await this.placing.add(act.manager, mail, returned);
    return 'to-place';
  }

  #leaveEverything(
    act: Act,
    { receivedAt }: ReturnedMailRow,
    residentId: string,
    control: 'complaint' | 'mailed-unsubscribe',
  ): Promise<boolean> {
    return this.leaving.leaveEverything(act, residentId, { control, askedAt: receivedAt });
  }
}

interface Found<R> {
  returned: R;
  /** Of our return path, when it was to one. */
  origin: Origin | undefined;
}
