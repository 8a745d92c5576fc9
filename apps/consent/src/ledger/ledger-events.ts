import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import type { Act } from '#libs/messaging';
import { encodeCanonicalJson, type JsonObject } from '#libs/tlog';
import { addPending } from '../intake/pending.query.ts';
import type { ActKind } from './act-payload.ts';
import { Sequencing } from './sequencing.ts';

export interface LedgerEvent {
  kind: ActKind;
  /**
   * `action` says in a word what was done; `resident_id` is the one resident that it is about, if it is about one. `v`,
   * `event_id` and `occurred_at` are added; an `event_id` of the caller's own makes a repetition harmless.
   */
  payload: JsonObject & { readonly action: string };
}

/** Records what the city did, so that the ledger says who released, exported, looked, imported or erased. */
@Injectable()
export class LedgerEvents {
  constructor(
    private readonly sequencing: Sequencing,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * Puts the event into the ledger's inbox, in the caller's transaction: it is recorded if and only if that commits.
   * @param act of a service or a consumer; a transaction that is neither gives its `manager` alone.
   * @returns the id under which its record is found once it has its leaf.
   */
  async record(
    act: Pick<Act, 'manager'> & Partial<Pick<Act, 'storyId' | 'whenDurable'>>,
    { kind, payload }: LedgerEvent,
  ): Promise<string> {
    const eventId = typeof payload.event_id === 'string' ? payload.event_id : this.random.uuid();
    const occurredAt = this.clock.now();
    const content = { occurred_at: occurredAt.toISOString(), ...payload, v: 1, event_id: eventId };
    const pending = {
      kind,
      eventId,
      storyId: act.storyId ?? eventId,
      occurredAt,
      content: encodeCanonicalJson(content),
      sealed: null,
    };
    await addPending(act.manager, pending, 'normal');
    act.whenDurable?.(() => this.sequencing.wake());
    return eventId;
  }
}
