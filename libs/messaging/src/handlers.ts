import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { contractsTakenBy } from '#libs/contracts';
import { MessagingOptions } from './messaging-options.ts';
import { handlersOf, type Taken } from './takes.decorator.ts';

export type Handle = (message: object, taken: Taken) => Promise<void>;

/** Which method takes which contract. A service that lacks one, or has two, does not start. */
@Injectable()
export class Handlers implements OnModuleInit {
  readonly #byContract = new Map<unknown, Handle>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly options: MessagingOptions,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null) continue;
      for (const { contract, handle } of handlersOf(instance)) {
        if (this.#byContract.has(contract)) throw new Error(`two handlers take ${contract.name}`);
        this.#byContract.set(contract, handle);
      }
    }
    const missing = contractsTakenBy(this.options.service).filter(
      (contract) => !this.#byContract.has(contract),
    );
    if (missing.length > 0) throw new Error(`no handler takes ${missing.map(({ name }) => name).join(', ')}`);
  }

  find(message: object): Handle | undefined {
    return this.#byContract.get(message.constructor);
  }
}
