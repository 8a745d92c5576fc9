import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { QueueHealth } from '#libs/messaging';

/** For the operator's probes. `live`: the process answers. `ready`: its database and its queues answer too. */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queues: QueueHealth,
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
      return { status: 'ok', failedMessages };
    } catch {
      throw new ServiceUnavailableException();
    }
  }
}
