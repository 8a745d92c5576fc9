import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AskedTopic } from '#libs/contracts';
import type { Frequency } from './frequency.ts';

/** A resident asked to follow topics and has not confirmed yet. */
@Entity('requests')
export class RequestEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'resident_id' })
  residentId: string;

  @Column('text')
  address: string;

  @Column('bytea', { name: 'address_hash' })
  addressHash: Buffer;

  @Column('text')
  language: string;

  @Column('jsonb')
  topics: AskedTopic[];

  @Column('text')
  frequency: Frequency;

  @Column('bytea', { name: 'token_hash', nullable: true })
  tokenHash: Buffer | null;

  @Column('text')
  state: 'pending' | 'confirmed' | 'declined';

  @Column('timestamptz', { name: 'asked_at' })
  askedAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
