import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers to residents who asked for everything that is held about them: what came for it so far, and what was made. */
export class AnswerAccessRequests1764000700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE access_requests (
        id uuid PRIMARY KEY,
        story_id uuid NOT NULL,
        resident_ids uuid[] NOT NULL CHECK (cardinality(resident_ids) > 0),
        address_hash bytea NOT NULL,
        language text NOT NULL,
        asked_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'ready')),
        sealed text,
        token_hash bytea UNIQUE,
        content bytea,
        expires_at timestamptz,
        retry_at timestamptz,
        CHECK ((state = 'waiting') = (sealed IS NOT NULL)),
        CHECK ((state = 'ready') = (token_hash IS NOT NULL AND content IS NOT NULL AND expires_at IS NOT NULL))
      );
      CREATE INDEX access_requests_waiting ON access_requests (asked_at) WHERE state = 'waiting';
      CREATE INDEX access_requests_by_expiry ON access_requests (expires_at) WHERE state = 'ready';
      COMMENT ON COLUMN access_requests.address_hash IS 'keyed hash, by which an erasure finds what is kept here';
      COMMENT ON COLUMN access_requests.sealed IS 'address and what subscription holds, sealed with MESSAGE_KEY; gone when all is made';
      COMMENT ON COLUMN access_requests.retry_at IS 'one that could not be made is left alone until then';
      COMMENT ON COLUMN access_requests.content IS 'encrypted under the token, which is kept nowhere: only the letter opens it';

      CREATE TABLE access_parts (
        access_id uuid NOT NULL REFERENCES access_requests ON DELETE CASCADE,
        number integer NOT NULL,
        parts integer NOT NULL,
        sealed text NOT NULL,
        PRIMARY KEY (access_id, number)
      );
      COMMENT ON TABLE access_parts IS 'what notification holds, sealed with MESSAGE_KEY, until all parts are there';
      GRANT SELECT, INSERT, UPDATE, DELETE ON access_requests, access_parts TO consent;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE access_parts; DROP TABLE access_requests');
  }
}
