import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters to those who keep the ledger's checkpoints; one message asks for several of them. */
export class MailCheckpoints1764000500000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE letters DROP CONSTRAINT letters_kind_check;
      ALTER TABLE letters ADD CONSTRAINT letters_kind_check
        CHECK (kind IN ('confirmation', 'welcome', 'checkpoint'));
      COMMENT ON COLUMN letters.id IS
        'of the message that asked for it; its own where one message asks for several';
    `);
  }

  async down(): Promise<void> {
    throw new Error('who was sent what is evidence and is not taken back');
  }
}
