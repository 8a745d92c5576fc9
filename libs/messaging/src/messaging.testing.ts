import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  AnnouncementReleasedV1,
  ConsentAskedV1,
  ConsentConfirmedV1,
  ConsentDeclinedV1,
  ConsentImportedV1,
  ConsentWithdrewV1,
  DeliveryAskedV1,
  DispatchFinishedV1,
  ResidentErasedV1,
  type Service,
  TopicPublishedV1,
} from '#libs/contracts';
import { openDataSource } from '#libs/database';
import { createLogger } from '#libs/logging';
import { MessagingModule } from './messaging.module.ts';
import { type Taken, Takes } from './takes.decorator.ts';

export const MESSAGE_KEY = [Buffer.alloc(32, 9).toString('base64')];

/** What the consumer below does with each message; tests replace it. */
export class Behaviour {
  take: (message: object, taken: Taken) => Promise<void> = async () => undefined;
}

/** Takes everything that *consent* must take. */
@Injectable()
export class TestConsumer {
  constructor(private readonly behaviour: Behaviour) {}

  @Takes(ConsentAskedV1)
  asked(message: ConsentAskedV1, taken: Taken) {
    return this.behaviour.take(message, taken);
  }

  @Takes(ConsentConfirmedV1)
  confirmed(message: ConsentConfirmedV1, taken: Taken) {
    return this.behaviour.take(message, taken);
  }

  @Takes(ConsentDeclinedV1)
  declined(message: ConsentDeclinedV1, taken: Taken) {
    return this.behaviour.take(message, taken);
  }

  @Takes(ConsentImportedV1)
  imported(message: ConsentImportedV1, taken: Taken) {
    return this.behaviour.take(message, taken);
  }

  @Takes(ConsentWithdrewV1)
  withdrew(message: ConsentWithdrewV1, taken: Taken) {
    return this.behaviour.take(message, taken);
  }

  @Takes(AnnouncementReleasedV1)
  released(message: AnnouncementReleasedV1, taken: Taken) {
    return this.behaviour.take(message, taken);
  }

  @Takes(DispatchFinishedV1)
  finished(message: DispatchFinishedV1, taken: Taken) {
    return this.behaviour.take(message, taken);
  }

  @Takes(DeliveryAskedV1)
  deliveryAsked(message: DeliveryAskedV1, taken: Taken) {
    return this.behaviour.take(message, taken);
  }

  @Takes(TopicPublishedV1)
  published(message: TopicPublishedV1, taken: Taken) {
    return this.behaviour.take(message, taken);
  }
}

/** Takes everything that *subscription* must take. */
@Injectable()
class TestSubscriber {
  constructor(private readonly behaviour: Behaviour) {}

  @Takes(ResidentErasedV1)
  erased(message: ResidentErasedV1, taken: Taken) {
    return this.behaviour.take(message, taken);
  }
}

@Module({})
class TestService {}

interface Wiring {
  service: Service;
  databaseUrl: string;
  redisUrl: string;
  behaviour?: Behaviour;
  consumers?: (new (behaviour: Behaviour) => object)[];
}

/** A process of one service, with nothing in it but messaging. */
export async function runMessaging({ service, databaseUrl, redisUrl, behaviour, consumers = [] }: Wiring) {
  const dataSource = await openDataSource(databaseUrl, { schema: service, entities: [], migrations: [] });
  const options = { service, redisUrl, messageKey: MESSAGE_KEY, republishSeconds: 0.3 };
  const starting = NestFactory.createApplicationContext(
    {
      module: TestService,
      imports: [
        TypeOrmModule.forRootAsync({ useFactory: () => ({}), dataSourceFactory: async () => dataSource }),
        MessagingModule.forService(options, createLogger(service, 'silent')),
      ],
      providers: [
        { provide: Behaviour, useValue: behaviour ?? new Behaviour() },
        ...consumers,
        ...(service === 'subscription' ? [TestSubscriber] : []),
      ],
    },
    { logger: false, abortOnError: false },
  );
  return starting.catch(async (error: unknown) => {
    await dataSource.destroy();
    throw error;
  });
}

/** A message like those that *subscription* posts. */
export function declined(eventId: string): ConsentDeclinedV1 {
  return Object.assign(new ConsentDeclinedV1(), {
    eventId,
    requestId: '0190f5c0-0000-4000-8000-000000000001',
    residentId: '0190f5c0-0000-4000-8000-000000000002',
    topics: [{ topic: 'snow', topicVersion: 1, notice: 'ab'.repeat(32) }],
    occurredAt: '2026-03-02T15:00:00.000Z',
    manner: { control: 'decline-button', page: '/confirm/not-me', userAgent: 'resident@example.ca' },
  });
}
