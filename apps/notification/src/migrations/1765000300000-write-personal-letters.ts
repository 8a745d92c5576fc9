import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The letters that *subscription* asks for, see `PersonalLetterAskedV1`. Kinds that are there already stay. */
export class WritePersonalLetters1765000300000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE letters
        DROP CONSTRAINT letters_kind_check,
        ADD CONSTRAINT letters_kind_check CHECK (kind IN (
          'confirmation', 'welcome', 'checkpoint', 'access',
          'manage-link', 'confirm-new-address', 'confirm-old-address', 'already-following', 'left'));
      COMMENT ON COLUMN letters.id IS
        'of the message that asked for it; its own where the message gives one or asks for several';
    `);
  }

  async down(): Promise<void> {
    throw new Error('a letter that was written is not taken back');
  }
}
