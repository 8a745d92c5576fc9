import { Injectable } from '@nestjs/common';
import { parseAddress } from '#libs/addresses';
import { type Asked, AskService } from '../requests/ask.service.ts';
import { addressInvalid } from '../requests/request-problems.ts';
import { Breaker } from './breaker.ts';
import { confirmationsStopped } from './limit-problems.ts';
import { type Effort, Limits } from './limits.ts';

/** Asking from outside, where anybody may give any address: by the form, the embedded form, the API, and for a change of address. */
@Injectable()
export class LimitedAskService {
  constructor(
    private readonly asking: AskService,
    private readonly limits: Limits,
    private readonly breaker: Breaker,
  ) {}

  /** @throws Problem as `AskService.ask` does. @throws TryLater when too much is asked, here or everywhere. */
  async ask(asked: Omit<Asked, 'goesNoFurther'>, effort: Effort): Promise<void> {
    const { isCrowded } = await this.admit(asked, effort);
    await this.send({ ...asked, goesNoFurther: isCrowded });
  }

  /** The first half: whether anything may be asked for this address now. */
  async admit(
    { email, manner }: Pick<Asked, 'email' | 'manner'>,
    effort: Effort,
  ): Promise<{ isCrowded: boolean }> {
    const parsed = parseAddress(email);
    if ('fault' in parsed) throw addressInvalid();
    this.refuseWhileStopped();
    return this.limits.admit({ clientAddress: manner.clientAddress ?? '', effort }, parsed.key);
  }

  /** For what was admitted earlier and is sent now. @throws TryLater while the breaker is open. */
  refuseWhileStopped(): void {
    if (this.breaker.secondsLeft > 0) throw confirmationsStopped(this.breaker.secondsLeft);
  }

  /** The second half, for what was admitted. */
  async send(asked: Asked): Promise<void> {
    await this.breaker.count(await this.asking.ask(asked));
  }
}
