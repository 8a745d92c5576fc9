import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { CosignaturesService } from './cosignatures.service.ts';
import { CosigningService } from './cosigning.service.ts';
import type { Witness } from './witness-list.ts';

const EVERY_MILLISECONDS = 5000;

/** Asks each witness in rounds of its own, so that one that is slow or gone holds up neither others nor the ledger. */
@Injectable()
export class Cosigning implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds[];
  readonly #failing = new Set<string>();

  constructor(
    private readonly cosigning: CosigningService,
    cosignatures: CosignaturesService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const options = { name: 'witness', everyMilliseconds: EVERY_MILLISECONDS, logger };
    this.#rounds = cosignatures.witnesses.map((witness) => new Rounds(() => this.round(witness), options));
  }

  onApplicationBootstrap(): void {
    for (const rounds of this.#rounds) rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#rounds.map((rounds) => rounds.stop()));
  }

  /** Says once that a witness fails, and once that it is back: it may be away for weeks. */
  async round(witness: Witness): Promise<boolean> {
    const { name } = witness.key;
    try {
      const size = await this.cosigning.cosign(witness);
      if (size !== undefined && this.#failing.delete(name))
        this.logger.info({ witness: name, size }, 'a witness is back');
    } catch (err) {
      if (!this.#failing.has(name)) this.logger.error({ err, witness: name }, 'a witness did not cosign');
      this.#failing.add(name);
    }
    return false;
  }
}
