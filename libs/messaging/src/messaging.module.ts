import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Clock, Random, SystemClock, SystemRandom } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Acknowledgements } from './acknowledgements.ts';
import { Corridor } from './corridor.ts';
import { Handlers } from './handlers.ts';
import { Intake } from './intake.ts';
import { MessagingOptions } from './messaging-options.ts';
import { OutboxQuery } from './outbox.query.ts';
import { Outbox } from './outbox.ts';
import { Publisher } from './publisher.ts';
import { QueueHealth } from './queue-health.ts';
import { Relay } from './relay.ts';
import { Workers } from './workers.ts';

/** Outbox, relay and inbox of one service. Needs the service's DataSource. */
@Module({})
export class MessagingModule {
  static forService(options: MessagingOptions, logger: Logger): DynamicModule {
    return {
      module: MessagingModule,
      imports: [DiscoveryModule],
      providers: [
        { provide: MessagingOptions, useValue: options },
        { provide: LOGGER, useValue: logger },
        { provide: Clock, useClass: SystemClock },
        { provide: Random, useClass: SystemRandom },
        Acknowledgements,
        Corridor,
        Handlers,
        Intake,
        Outbox,
        OutboxQuery,
        Publisher,
        QueueHealth,
        Relay,
        Workers,
      ],
      exports: [Clock, Corridor, LOGGER, QueueHealth, Random],
    };
  }
}
