import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/logging';
import { ErasuresService } from './erasures.service.ts';

/** Before the first message is taken and the first page is served: a restored database must not know whom was erased. */
@Injectable()
export class ErasureReplay implements OnModuleInit {
  constructor(
    private readonly erasures: ErasuresService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What it throws keeps the service from starting. */
  async onModuleInit(): Promise<void> {
    const erasures = await this.erasures.replay();
    if (erasures > 0) this.logger.warn({ erasures }, 'erasures of the journal were carried out again');
  }
}
