import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How residents want to be written to, as *subscription* says it: kept apart, because it may come before the standing does. */
export class KeepPreferences1765000200001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE preferences (
        resident_id uuid PRIMARY KEY,
        version integer NOT NULL,
        language text,
        paused_until date,
        frequencies jsonb NOT NULL DEFAULT '{}'
      );
      COMMENT ON TABLE preferences IS
        'the higher version wins; of whoever follows nothing any more only the version is kept';
      COMMENT ON COLUMN preferences.paused_until IS 'the first day in the city on which they are mailed again';
      COMMENT ON COLUMN preferences.frequencies IS 'by topic: as-it-happens, daily or weekly';
      GRANT SELECT, INSERT, UPDATE ON preferences TO notification;
    `);
  }

  async down(): Promise<void> {
    throw new Error('what a resident chose is not taken back');
  }
}
