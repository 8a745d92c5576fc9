import type { MigrationInterface, QueryRunner } from 'typeorm';

/** PROOF-5: of a resident who was erased neither bounces nor what they wrote is left. */
export class ForgetReturns1765000600100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      GRANT DELETE ON suppressions, bounces, complaints TO notification;
      ALTER TABLE mailbox_items DROP CONSTRAINT mailbox_items_placed_as_check;
      ALTER TABLE mailbox_items ADD CONSTRAINT mailbox_items_placed_as_check
        CHECK (placed_as IN ('withdrawn', 'no-request', 'answered', 'erased'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('what was erased stays erased');
  }
}
