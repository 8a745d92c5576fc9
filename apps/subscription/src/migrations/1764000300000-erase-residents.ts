import type { MigrationInterface, QueryRunner } from 'typeorm';

/** LEAVE-6: of an erased resident a keyed hash is left, so that no import brings them back and old links still end. */
export class EraseResidents1764000300000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE erased_addresses (
        resident_id uuid PRIMARY KEY,
        address_hash bytea NOT NULL,
        erased_at timestamptz NOT NULL
      );
      CREATE INDEX erased_addresses_by_hash ON erased_addresses (address_hash);
      GRANT SELECT, INSERT ON erased_addresses TO subscription;
      GRANT DELETE ON residents TO subscription;
    `);
  }

  async down(): Promise<void> {
    throw new Error('an erasure is never taken back');
  }
}
