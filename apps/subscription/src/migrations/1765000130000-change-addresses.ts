import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A resident wants to be reached elsewhere: asked for by a fresh link, agreed to in the old mailbox, then asked for at the new one. */
export class ChangeAddresses1765000130000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE address_changes (
        id uuid PRIMARY KEY,
        resident_id uuid NOT NULL,
        new_address text NOT NULL,
        new_address_hash bytea NOT NULL,
        token_hash bytea NOT NULL UNIQUE,
        state text NOT NULL CHECK (state IN ('asked', 'replaced', 'declined', 'agreed', 'done')),
        request_id uuid UNIQUE,
        asked_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CHECK ((state IN ('agreed', 'done')) = (request_id IS NOT NULL))
      );
      CREATE INDEX address_changes_by_resident ON address_changes (resident_id, asked_at);
      CREATE INDEX address_changes_by_expiry ON address_changes (expires_at);
      COMMENT ON COLUMN address_changes.token_hash IS 'SHA-256 of the token that was mailed to the old address';
      COMMENT ON COLUMN address_changes.request_id IS 'the request at the new address, once the old mailbox agreed';
      GRANT SELECT, INSERT, UPDATE, DELETE ON address_changes TO subscription;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE address_changes');
  }
}
