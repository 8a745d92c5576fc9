import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, MoreThan, Repository } from 'typeorm';
import { Clock, Random } from '#libs/clock';
import { ConsentConfirmedV1, ConsentDeclinedV1, type Manner } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import { AddressMoveService } from '../address-change/address-move.service.ts';
import { postPreferences } from '../residents/preferences.query.ts';
import { follow } from '../subscriptions/follow.ts';
import { RequestEntity } from './request.entity.ts';
import { linkUnknown } from './request-problems.ts';
import { countTouches, stillOpen } from './requests.query.ts';
import { tokenHash } from './token.ts';

/** What the owner of an address does with the confirmation link. */
@Injectable()
export class ConfirmService {
  constructor(
    private readonly corridor: Corridor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly moving: AddressMoveService,
    @InjectRepository(RequestEntity) private readonly requests: Repository<RequestEntity>,
  ) {}

  /** Finds the request behind a link. @throws Problem when there is none, or it expired. */
  async find(token: string): Promise<RequestEntity> {
    return this.#find(this.requests.manager, token);
  }

  /** Whether confirming it moves a resident here from another address. */
  async moves({ id }: RequestEntity): Promise<boolean> {
    return this.moving.moves(this.requests.manager, id);
  }

  /** Keeps a visit that confirmed nothing. A visit is not consent: mail scanners follow links too (CONF-2). */
  async touch(request: RequestEntity): Promise<void> {
    await this.requests.query('INSERT INTO touches (request_id, touched_at) VALUES ($1, $2)', [
      request.id,
      this.clock.now(),
    ]);
  }

  /** The request becomes subscriptions, except to topics that closed meanwhile. A second press changes nothing and shows the same (CONF-5). */
  async confirm(token: string, manner: Manner): Promise<RequestEntity> {
    return this.corridor.act(async ({ manager, post }) => {
      const request = await this.#find(manager, token);
      if (request.state !== 'pending') return request;
      const topics = await stillOpen(manager, request.topics);
      if (topics.length === 0) return request;
      const now = this.clock.now();
      const followed = await follow(manager, { ...request, topics }, { now, random: this.random });
      await manager.update(
        RequestEntity,
        { id: request.id },
        { state: 'confirmed', residentId: followed.residentId, topics },
      );
      post(
        Object.assign(new ConsentConfirmedV1(), {
          eventId: this.random.uuid(),
          requestId: request.id,
          residentId: followed.residentId,
          address: request.address,
          language: request.language,
          topics: followed.topics,
          occurredAt: now.toISOString(),
          secondsSinceAsked: Math.max(0, Math.round((now.getTime() - request.askedAt.getTime()) / 1000)),
          touches: await countTouches(manager, request.id),
          manner,
        }),
      );
      const { residentId } = followed;
      await this.moving.finish({ manager, post }, { requestId: request.id, residentId, manner, now });
      await postPreferences({ manager, post }, residentId);
      return { ...request, topics, state: 'confirmed' };
    });
  }

  /** "This was not me." A request that was confirmed already stays so: leaving is another link. */
  async decline(token: string, manner: Manner): Promise<RequestEntity> {
    return this.corridor.act(async ({ manager, post }) => {
      const request = await this.#find(manager, token);
      if (request.state !== 'pending') return request;
      await manager.update(RequestEntity, { id: request.id }, { state: 'declined' });
      post(
        Object.assign(new ConsentDeclinedV1(), {
          eventId: this.random.uuid(),
          requestId: request.id,
          residentId: request.residentId,
          topics: request.topics,
          occurredAt: this.clock.now().toISOString(),
          manner,
        }),
      );
      return { ...request, state: 'declined' };
    });
  }

  async #find(manager: EntityManager, token: string): Promise<RequestEntity> {
    const hash = tokenHash(token);
    if (!hash) throw linkUnknown();
    const where = { tokenHash: hash, expiresAt: MoreThan(this.clock.now()) };
    const lock = manager.queryRunner?.isTransactionActive
      ? { mode: 'pessimistic_write' as const }
      : undefined;
    const request = await manager.findOne(RequestEntity, { where, lock });
    if (!request) throw linkUnknown();
    return request;
  }
}
