import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One more kind of letter: the link to everything that is held about an address. Kinds that are there already stay. */
export class WriteAccessLetters1764000700001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE letters
        DROP CONSTRAINT letters_kind_check,
        ADD CONSTRAINT letters_kind_check CHECK (kind IN ('confirmation', 'welcome', 'checkpoint', 'access'));
      CREATE INDEX letters_by_resident ON letters (resident_id) WHERE resident_id IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('a letter that was written is not taken back');
  }
}
