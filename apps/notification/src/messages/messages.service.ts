import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, Random } from '#libs/clock';
import { DeliveryAskedV1 } from '#libs/contracts';
import { messageId } from '#libs/mail';
import { Corridor } from '#libs/messaging';
import { Letterhead } from '../letters/letterhead.ts';
import type { DeliveryFact } from './delivery-fact.ts';
import { deliveryOf, findMessage } from './message.query.ts';
import { messageReferenceIn } from './message-reference.ts';

/** Why did this resident get this message? What is known here goes to *consent*, which has the rest of the answer. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly corridor: Corridor,
    private readonly letterhead: Letterhead,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * @param text a Message-ID, or the header of the mail.
   * @returns `no-message-id` when it holds none of ours, `unknown-message` when no delivery has it.
   */
  async find(
    text: string,
  ): Promise<{ dispatchId: string; residentId: string } | 'no-message-id' | 'unknown-message'> {
    const { domain } = this.letterhead;
    const reference = messageReferenceIn(text, domain.toLowerCase());
    if (!reference) return 'no-message-id';
    const wanted = { ...reference, messageId: `${reference.messageId.split('@')[0]}@${domain}>` };
    return (await findMessage(this.dataSource.manager, wanted, domain)) ?? 'unknown-message';
  }

  /**
   * Tells *consent* what is known of one delivery, and who asked. The question is recorded there as a look at one resident.
   * @returns the id under which *consent* shows the answer; undefined when there is no such delivery.
   */
  async ask(
    auditor: { subject: string },
    delivery: { dispatchId: string; residentId: string },
  ): Promise<string | undefined> {
    return this.corridor.act(async ({ manager, post }) => {
      const fact = await deliveryOf(manager, delivery);
      if (!fact) return undefined;
      const eventId = this.random.uuid();
      const asked = { eventId, auditorSubject: auditor.subject, askedAt: this.clock.now().toISOString() };
      post(Object.assign(new DeliveryAskedV1(), { ...asked, ...this.#told(fact) }));
      return eventId;
    });
  }

  #told({ messageKey, handedAt, ...fact }: DeliveryFact) {
    const { domain } = this.letterhead;
    return {
      ...fact,
      messageId: messageId(messageKey, [fact.dispatchId, fact.residentId], domain),
      ...(handedAt && { handedAt: handedAt.toISOString() }),
    };
  }
}
