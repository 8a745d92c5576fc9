import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How residents want to be written to: how often about each topic, and not before a day. */
export class KeepPreferences1765000110000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE subscriptions ADD COLUMN frequency text NOT NULL DEFAULT 'as-it-happens'
        CHECK (frequency IN ('as-it-happens', 'daily', 'weekly'));
      ALTER TABLE residents
        ADD COLUMN paused_until date,
        ADD COLUMN preferences_version integer NOT NULL DEFAULT 0;
      COMMENT ON COLUMN residents.paused_until IS
        'the first day on which they are written to again, in the city''s calendar; null: not paused';
      COMMENT ON COLUMN residents.preferences_version IS
        'counts every change of language, pause or a frequency: the higher one wins everywhere';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE subscriptions DROP COLUMN frequency;
      ALTER TABLE residents DROP COLUMN paused_until, DROP COLUMN preferences_version;
    `);
  }
}
