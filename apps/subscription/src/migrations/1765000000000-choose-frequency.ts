import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often a resident wants to hear, as they chose it with their request. Those who were not asked hear as it happens. */
export class ChooseFrequency1765000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE requests ADD COLUMN frequency text NOT NULL DEFAULT 'as-it-happens'
        CHECK (frequency IN ('as-it-happens', 'daily', 'weekly'));
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE requests DROP COLUMN frequency');
  }
}
