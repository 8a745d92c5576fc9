import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the failures of a finished dispatch were counted against their addresses. Those of before are of long ago. */
export class CountFailures1764100410000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Not columns of dispatches: each change of a finished one has its deliveries counted again.
    await queryRunner.query(`
      CREATE TABLE counted_failures (
        dispatch_id uuid PRIMARY KEY REFERENCES dispatches,
        counted_to uuid,
        finished_at timestamptz
      );
      COMMENT ON COLUMN counted_failures.counted_to IS 'the last resident; the next page begins after it';
      INSERT INTO counted_failures (dispatch_id, finished_at)
      SELECT id, finished_at FROM dispatches WHERE state = 'finished';
      GRANT SELECT, INSERT, UPDATE ON counted_failures TO notification;
    `);
  }

  async down(): Promise<void> {
    throw new Error('what bounced would count twice');
  }
}
