import { Controller, Get, Inject, Optional, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { QueueHealth } from '#libs/messaging';
import { TROUBLES, type Troubles } from './troubles.ts';

/**
 * For the operator. `live`: the process answers. `ready`: its database and its queues answer too; probes ask these two. `sound`:
 * nothing needs a person; monitoring asks it, and no probe should, for taking the service away would mend nothing.
 */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queues: QueueHealth,
    @Optional() @Inject(TROUBLES) private readonly troubles: Troubles = () => [],
  ) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready() {
    try {
      const [failedMessages] = await Promise.all([
        this.queues.failedMessages(),
        this.dataSource.query('SELECT 1'),
      ]);
      return { status: 'ok', failedMessages, troubles: this.troubles() };
    } catch {
      throw new ServiceUnavailableException();
    }
  }

  /** 200, or 503 with what is wrong. */
  @Get('sound')
  async sound(@Res() reply: FastifyReply): Promise<void> {
    const troubles = this.troubles();
    const isSound = troubles.length === 0;
    await reply.status(isSound ? 200 : 503).send({ status: isSound ? 'ok' : 'in trouble', troubles });
  }
}
