import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { In } from 'typeorm';
import { parseAddress } from '#libs/addresses';
import { Clock, Random } from '#libs/clock';
import { PersonalLetterAskedV1 } from '#libs/contracts';
import { ManageLinks } from '#libs/links';
import { LOGGER, type Logger } from '#libs/logging';
import { type Act, Corridor } from '#libs/messaging';
import { Rounds } from '#libs/rounds';
import { Limits, type Visit } from '../limits/limits.ts';
import { addressInvalid } from '../requests/request-problems.ts';
import { addressHash } from '../residents/address-hash.ts';
import { ResidentEntity } from '../residents/resident.entity.ts';
import { SubscriptionSettings } from '../settings.ts';
import { type AskedLink, noteLinkAsked, takeAskedLinks } from './manage-links.query.ts';

/** How long a link works, and how long it takes until an address gets another: so whoever asked twice has one that works. */
export const MANAGE_LINK_MILLISECONDS = 24 * 3_600_000;

const AT_ONCE = 100;
const SECOND = 1000;

/** Mails a fresh manage link to the owner of an address, who has lost theirs or needs one that opens everything. */
@Injectable()
export class ManageLinksService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly corridor: Corridor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly settings: SubscriptionSettings,
    private readonly limits: Limits,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.#answer(), {
      name: 'manage-links',
      everyMilliseconds: 30 * SECOND,
      logger,
    });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /**
   * For an address that anybody typed. Whether there is anybody behind it is found out behind the answer (ABUSE-1).
   * @throws Problem when the address is not sound. @throws TryLater when too much is asked from this network or for this domain.
   */
  async ask({ email, language }: { email: string; language: string }, visit: Visit): Promise<void> {
    const parsed = parseAddress(email);
    if ('fault' in parsed) throw addressInvalid();
    // A crowd at one address needs no care of its own: it has one letter a day.
    await this.limits.admit(visit, parsed.key);
    await this.askAt(addressHash(parsed.key, this.settings.addressKey[0] ?? ''), language);
  }

  /** The same for an address that is known by its hash. */
  async askAt(hash: Buffer, language: string): Promise<void> {
    const askedAt = this.clock.now();
    const since = new Date(askedAt.getTime() - MANAGE_LINK_MILLISECONDS);
    await this.corridor.act(async ({ manager, whenDurable }) => {
      await noteLinkAsked(manager, { addressHash: hash, language, askedAt }, since);
      whenDurable(() => this.#rounds.wake());
    });
  }

  /** @returns whether there may be more. */
  async #answer(): Promise<boolean> {
    return this.corridor.act(async (act) => {
      const asked = await takeAskedLinks(act.manager, { now: this.clock.now(), limit: AT_ONCE });
      const residents = await act.manager.findBy(ResidentEntity, {
        addressHash: In(asked.map((each) => each.addressHash)),
      });
      for (const resident of residents) {
        const link = asked.find((each) => each.addressHash.equals(resident.addressHash));
        if (link) this.#post(act, resident, link);
      }
      return asked.length === AT_ONCE;
    });
  }

  #post({ post }: Act, { id: residentId, address }: ResidentEntity, { language, askedAt }: AskedLink): void {
    const expiresAt = new Date(askedAt.getTime() + MANAGE_LINK_MILLISECONDS);
    const letter = {
      letterId: this.random.uuid(),
      kind: 'manage-link' as const,
      residentId,
      address,
      language,
      occurredAt: askedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      token: new ManageLinks(this.settings.linkKeys).fresh(residentId, expiresAt),
    };
    post(Object.assign(new PersonalLetterAskedV1(), letter), this.random.uuid());
  }
}
