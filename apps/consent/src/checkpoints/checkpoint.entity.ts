import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The size and the root that the ledger had after one batch. Only the sequencer writes it (`ledger.query.ts`). */
@Entity('checkpoints')
export class CheckpointEntity {
  @PrimaryColumn('bigint', { transformer: { to: (size: number) => size, from: Number } })
  size: number;

  @Column('bytea')
  root: Buffer;

  @Column('timestamptz', { name: 'made_at' })
  madeAt: Date;
}
