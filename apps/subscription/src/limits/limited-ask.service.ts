import { Injectable } from '@nestjs/common';
import { parseAddress } from '#libs/addresses';
import { type Asked, AskService } from '../requests/ask.service.ts';
import { addressInvalid } from '../requests/request-problems.ts';
import { Breaker } from './breaker.ts';
import { confirmationsStopped } from './limit-problems.ts';
import { type Effort, Limits } from './limits.ts';

/** Asking from outside, where anybody may give any address: by the form, the embedded form and the API. */
@Injectable()
export class LimitedAskService {
  constructor(
    private readonly asking: AskService,
    private readonly limits: Limits,
    private readonly breaker: Breaker,
  ) {}

  /** @throws Problem as `AskService.ask` does. @throws TryLater when too much is asked, here or everywhere. */
  async ask(asked: Omit<Asked, 'isCrowded'>, effort: Effort): Promise<void> {
    const parsed = parseAddress(asked.email);
    if ('fault' in parsed) throw addressInvalid();
    if (this.breaker.secondsLeft > 0) throw confirmationsStopped(this.breaker.secondsLeft);
    const visit = { clientAddress: asked.manner.clientAddress ?? '', effort };
    const { isCrowded } = await this.limits.admit(visit, parsed.key);
    await this.breaker.count(await this.asking.ask({ ...asked, isCrowded }));
  }
}
