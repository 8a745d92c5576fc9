import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where in the ledger's life a cosignature came in, so that a package as of a size has those that were there before it. */
export class PlaceCosignatures1764000900002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Those that are there came before the entry after the last one; the table lets nobody update it.
    await queryRunner.query(`
      DO $$ BEGIN
        EXECUTE format('ALTER TABLE cosignatures ADD COLUMN known_from bigint NOT NULL DEFAULT %s',
          (SELECT coalesce(max(size), 0) + 1 FROM checkpoints));
      END $$;
      ALTER TABLE cosignatures ALTER COLUMN known_from DROP DEFAULT, ADD CHECK (known_from > size);
      COMMENT ON COLUMN cosignatures.known_from IS 'the smallest ledger that it was there before: one more than the entries when it came';
    `);
  }

  async down(): Promise<void> {
    throw new Error('what has left the city is never taken back');
  }
}
