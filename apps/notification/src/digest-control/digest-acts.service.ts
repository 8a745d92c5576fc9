import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Corridor } from '#libs/messaging';
import { freezeAudience } from '../audience/audience-lock.query.ts';
import { DigestRounds } from '../digests/digest-rounds.ts';
import { areStopped, noteAct, tellAgain, withhold } from './digest-acts.query.ts';

/** Who does it, as the provider names them. */
interface Person {
  subject: string;
  name: string;
}

/** What a person does to digests. A second press changes nothing, and is not noted. */
@Injectable()
export class DigestActsService {
  constructor(
    private readonly corridor: Corridor,
    private readonly rounds: DigestRounds,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** None is planned and none is handed over from the commit on: what is on the wire at this moment still goes. */
  async stop(person: Person): Promise<void> {
    await this.#turn('stop', person);
  }

  /** What was due goes on, unless it is too late for it (SEND-7): then it is for the next run. */
  async goOn(person: Person): Promise<void> {
    await this.#turn('go-on', person);
    this.rounds.wake();
  }

  /** Leaves one announcement out of digests, also of those that are written and wait. */
  async withhold(person: Person, announcementId: string): Promise<void> {
    await this.corridor.act(async ({ manager, whenDurable }) => {
      if (!(await withhold(manager, announcementId))) return;
      await noteAct(manager, { act: 'withhold', announcementId, person, at: this.clock.now() });
      whenDurable(() =>
        this.logger.warn({ announcementId }, 'digests do not tell of an announcement any more'),
      );
    });
  }

  /** The next digests tell of it to whom none has told. */
  async tell(person: Person, { announcementId, topic }: { announcementId: string; topic: string }) {
    await this.corridor.act(async ({ manager, whenDurable }) => {
      await freezeAudience(manager, topic);
      if (!(await tellAgain(manager, announcementId))) return;
      await noteAct(manager, { act: 'tell', announcementId, person, at: this.clock.now() });
      whenDurable(() => this.logger.info({ announcementId }, 'digests tell of an announcement again'));
    });
  }

  async #turn(act: 'stop' | 'go-on', person: Person): Promise<void> {
    await this.corridor.act(async ({ manager, whenDurable }) => {
      if ((await areStopped(manager)) === (act === 'stop')) return;
      await noteAct(manager, { act, announcementId: null, person, at: this.clock.now() });
      whenDurable(() => this.logger.warn({ act }, 'digests were stopped or let go on'));
    });
  }
}
