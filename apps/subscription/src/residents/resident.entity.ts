import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person reached at one e-mail address, which they have shown to be theirs. */
@Entity('residents')
export class ResidentEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  address: string;

  @Column('bytea', { name: 'address_hash' })
  addressHash: Buffer;

  @Column('text')
  language: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** The first day on which they are written to again, in the city's calendar, e.g. `2026-03-16`. Null: not paused. */
  @Column('date', { name: 'paused_until', nullable: true })
  pausedUntil: string | null;

  /** Counts every change of language, pause or a frequency: the higher one wins everywhere. */
  @Column('integer', { name: 'preferences_version' })
  preferencesVersion: number;
}
