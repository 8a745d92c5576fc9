import type { MigrationInterface, QueryRunner } from 'typeorm';

/** SEND-6: a dispatch that stopped itself because too many were refused goes on once a person has seen it, and is not stopped again. */
export class StopAtRefusals1764100130000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dispatches ADD COLUMN refusals_were_seen boolean NOT NULL DEFAULT false;
      COMMENT ON COLUMN dispatches.refusals_were_seen IS 'a person let it go on although many are refused';
    `);
  }

  async down(): Promise<void> {
    throw new Error('a decision of a person is not taken back');
  }
}
