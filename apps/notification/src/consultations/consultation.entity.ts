import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ConsultationFacts } from './consultation-facts.ts';

/** What residents are invited to. Days are the city's, `YYYY-MM-DD`, both included. */
@Entity('consultations')
export class ConsultationEntity {
  @PrimaryColumn('text')
  slug: string;

  /** Their slugs. */
  @Column('text', { array: true })
  topics: string[];

  @Column('integer')
  position: number;

  @Column('date', { name: 'opens_on' })
  opensOn: string;

  @Column('date', { name: 'closes_on' })
  closesOn: string;

  @Column('jsonb')
  facts: ConsultationFacts;
}
