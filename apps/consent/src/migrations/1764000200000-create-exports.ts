import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that auditors asked for: who, what, how far, and until when. The files themselves lie in a folder. */
export class CreateExports1764000200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE exports (
        id uuid PRIMARY KEY,
        format text NOT NULL CHECK (format IN ('package', 'ndjson', 'csv', 'iso-27560', 'kantara')),
        scope jsonb NOT NULL,
        wanted_size bigint,
        requested_by text NOT NULL,
        requested_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'expired')),
        attempts smallint NOT NULL DEFAULT 0,
        lease_until timestamptz,
        entries_done bigint NOT NULL DEFAULT 0,
        entries_all bigint NOT NULL DEFAULT 0,
        file_name text,
        octets bigint,
        sha256 text,
        expires_at timestamptz
      );
      CREATE INDEX exports_by_time ON exports (requested_at DESC);
      COMMENT ON COLUMN exports.wanted_size IS 'of the ledger; null: the newest that is signed';
      COMMENT ON COLUMN exports.requested_by IS 'subject of the sign-in provider';
      COMMENT ON COLUMN exports.lease_until IS 'a file whose maker fell silent is begun again';
      GRANT SELECT, INSERT, UPDATE ON exports TO consent;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE exports');
  }
}
