import { Injectable } from '@nestjs/common';
import { parseAddress } from '#libs/addresses';
import { Clock, Random } from '#libs/clock';
import { AccessAskedV1 } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import { Limits, type Visit } from '../limits/limits.ts';
import { addressInvalid } from '../requests/request-problems.ts';
import { addressHash } from '../residents/address-hash.ts';
import { SubscriptionSettings } from '../settings.ts';
import { noteAccessAsked } from './access-requests.query.ts';
import { heldAbout } from './held.query.ts';

/** The longest that somebody waits who asked twice; the shortest between two mails that a stranger can cause (ABUSE-2). */
export const ACCESS_WINDOW_MILLISECONDS = 24 * 3_600_000;

/** Somebody asks for everything that is held about an address (PROOF-6). */
@Injectable()
export class AccessService {
  constructor(
    private readonly corridor: Corridor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly settings: SubscriptionSettings,
    private readonly limits: Limits,
  ) {}

  /**
   * Tells *consent*, whether the address is known here or not: which it is, only the mailbox learns (ABUSE-1).
   * @throws Problem when the address is not sound. @throws TryLater when too much is asked from this network or for this domain.
   */
  async ask({ email, language }: { email: string; language: string }, visit?: Visit): Promise<void> {
    const parsed = parseAddress(email);
    if ('fault' in parsed) throw addressInvalid();
    // Who comes by a link of their own mailbox is no visit, and has no limit but the day's.
    // A crowd at one address needs no care of its own: the day's limit below is one statement without a lock that others wait for.
    if (visit) await this.limits.admit(visit, parsed.key);
    const hash = addressHash(parsed.key, this.settings.addressKey[0] ?? '');
    const now = this.clock.now();
    const since = new Date(now.getTime() - ACCESS_WINDOW_MILLISECONDS);
    await this.corridor.act(async ({ manager, post }) => {
      const held = await heldAbout(manager, hash);
      if (!(await noteAccessAsked(manager, hash, { now, since }))) return;
      post(
        Object.assign(new AccessAskedV1(), {
          accessId: this.random.uuid(),
          address: parsed.address,
          language,
          askedAt: now.toISOString(),
          ...held,
        }),
      );
    });
  }
}
