import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { contractsTakenBy, type Service } from '#libs/contracts';
import { openDataSource } from '#libs/database';
import { createLogger } from '#libs/logging';
import { MessagingModule, type Taken, Takes } from '#libs/messaging';

export interface NeighbourOrder {
  service: Service;
  databaseUrl: string;
  redisUrl: string;
  messageKey: string[];
  republishSeconds: number;
  /** Does what the service would do with a message, in the transaction that takes it; without it, nothing is taken. */
  take?: (message: object, taken: Taken) => Promise<void>;
}

class NeighbourModule {}

/** A process of one service with nothing in it but messaging: it posts, and takes whatever the service must take. */
export async function startNeighbour({ service, databaseUrl, take, ...options }: NeighbourOrder) {
  const facts = { schema: service, entities: [], migrations: [] };
  const dataSource = await openDataSource(databaseUrl, facts);
  const starting = NestFactory.createApplicationContext(
    {
      module: NeighbourModule,
      imports: [
        TypeOrmModule.forRootAsync({ useFactory: () => ({}), dataSourceFactory: async () => dataSource }),
        MessagingModule.forService({ service, ...options }, createLogger(service, 'silent')),
      ],
      providers: take ? [consumerOf(service, take)] : [],
    },
    { logger: false, abortOnError: false },
  );
  return starting.catch(async (error: unknown) => {
    await dataSource.destroy();
    throw error;
  });
}

/** A consumer with a method for each contract, so that one that is new needs no line here. */
function consumerOf(service: Service, take: NonNullable<NeighbourOrder['take']>) {
  class Consumer {}
  for (const contract of contractsTakenBy(service)) {
    const method = { value: take, writable: true };
    Object.defineProperty(Consumer.prototype, contract.name, method);
    Takes(contract)(Consumer.prototype, contract.name, method);
  }
  return Consumer;
}
