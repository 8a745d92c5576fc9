import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The lists of deliveries that `send` entries commit to, as *notification* hands them over, part by part. */
export class KeepManifests1764000900000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE manifests (
        dispatch_id uuid PRIMARY KEY,
        leaf_index bigint NOT NULL UNIQUE REFERENCES leaves (index),
        sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        parts integer NOT NULL CHECK (parts > 0),
        kept_at timestamptz
      );
      COMMENT ON COLUMN manifests.leaf_index IS 'of the entry of the dispatch, whose hash decides';
      COMMENT ON COLUMN manifests.kept_at IS 'all parts are there, and their hash is that of the entry; told to the ledger in the same transaction';

      CREATE TABLE manifest_parts (
        dispatch_id uuid NOT NULL REFERENCES manifests,
        part integer NOT NULL CHECK (part >= 0),
        deflated bytea NOT NULL,
        PRIMARY KEY (dispatch_id, part)
      );
      ALTER TABLE manifest_parts ALTER COLUMN deflated SET STORAGE EXTERNAL;
      COMMENT ON COLUMN manifest_parts.deflated IS 'its lines (RFC 1951), some 25 octets each instead of 54';

      GRANT SELECT, INSERT, UPDATE ON manifests TO consent;
      GRANT SELECT, INSERT ON manifest_parts TO consent;
    `);
  }

  async down(): Promise<void> {
    throw new Error('what a ledger commits to is never taken back');
  }
}
