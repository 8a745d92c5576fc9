import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Random } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { type Next, type Place, readEvents, readEventsBehind } from '../intake/pending.query.ts';
import { type Prepared, prepare } from './prepared.ts';
import { drawSalts } from './salts.ts';

/**
 * Events of the inbox, read and prepared while the batch before them is being written: a row of the inbox never changes, and a
 * leaf does not depend on its index. Which events come next, and whether they are there still, is asked under the ledger's
 * lock; what is kept here only spares the reading.
 */
@Injectable()
export class ReadAhead {
  #prepared = new Map<string, Prepared>();
  readonly #newSalt: () => Buffer;

  constructor(
    private readonly dataSource: DataSource,
    random: Random,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#newSalt = drawSalts(random);
  }

  /** Reads what comes behind the last event that is being written, at most `limit`, on a connection of its own. */
  async look(last: Place, limit: number): Promise<void> {
    try {
      this.#prepared = this.#prepare(await readEventsBehind(this.dataSource.manager, last, limit));
    } catch (err) {
      // It only spares time: what is really wrong shows itself again where the ledger is written.
      this.logger.warn({ err }, 'the inbox could not be read ahead');
    }
  }

  /** @returns the events with these numbers, in this order; each is given once. */
  async take(manager: EntityManager, sequences: readonly string[]): Promise<Prepared[]> {
    const known = this.#prepared;
    this.#prepared = new Map();
    const missing = sequences.filter((sequence) => !known.has(sequence));
    const read = this.#prepare(missing.length > 0 ? await readEvents(manager, missing) : []);
    return sequences.map((sequence) => {
      const prepared = known.get(sequence) ?? read.get(sequence);
      if (!prepared) throw new Error(`event ${sequence} left the inbox while the ledger was locked`);
      return prepared;
    });
  }

  #prepare(events: Next[]): Map<string, Prepared> {
    return new Map(events.map((event) => [event.sequence, prepare(event, this.#newSalt)]));
  }
}
