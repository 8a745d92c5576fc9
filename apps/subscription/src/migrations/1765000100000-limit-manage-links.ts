import type { MigrationInterface, QueryRunner } from 'typeorm';

/** ABUSE-1, ABUSE-2: which addresses asked for a manage link in the last day. Known or not, they look the same here. */
export class LimitManageLinks1765000100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE manage_links_asked (
        address_hash bytea PRIMARY KEY,
        language text NOT NULL,
        asked_at timestamptz NOT NULL,
        answered_at timestamptz
      );
      CREATE INDEX manage_links_asked_by_time ON manage_links_asked (asked_at);
      CREATE INDEX manage_links_waiting ON manage_links_asked (asked_at) WHERE answered_at IS NULL;
      COMMENT ON COLUMN manage_links_asked.answered_at IS
        'when it was looked up whether there is anybody to mail a link to; null: not yet';
      GRANT SELECT, INSERT, UPDATE, DELETE ON manage_links_asked TO subscription;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE manage_links_asked');
  }
}
