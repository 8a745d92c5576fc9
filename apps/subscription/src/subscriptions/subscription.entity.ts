import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Frequency } from '../requests/frequency.ts';

/** A resident follows a topic. Ended with a reason, never deleted. */
@Entity('subscriptions')
export class SubscriptionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'resident_id' })
  residentId: string;

  @Column('text')
  topic: string;

  @Column('integer', { name: 'topic_version' })
  topicVersion: number;

  @Column('text')
  notice: string;

  @Column('text')
  state: 'active' | 'ended';

  /** Counts every change of this (resident, topic): the higher one wins everywhere. */
  @Column('integer')
  version: number;

  /** How often they want mail about it. */
  @Column('text')
  frequency: Frequency;

  @Column('timestamptz', { name: 'started_at' })
  startedAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  @Column('text', { name: 'end_reason', nullable: true })
  endReason: string | null;
}
