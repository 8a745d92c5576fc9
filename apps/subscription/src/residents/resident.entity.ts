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
}
