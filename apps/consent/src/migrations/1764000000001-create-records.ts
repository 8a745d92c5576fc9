import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the leaves are about, beside the log, so that erasing a person leaves the tree whole; and what waits for a leaf. */
export class CreateRecords1764000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    await queryRunner.query(`
      CREATE TRIGGER notices_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON notices
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER records_stay BEFORE UPDATE OR TRUNCATE ON records
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    `);
    await queryRunner.query(`
      GRANT SELECT, INSERT ON notices, records TO consent;
      GRANT SELECT, INSERT, UPDATE ON residents TO consent;
      GRANT SELECT, INSERT, DELETE ON pending TO consent;
    `);
  }

  async down(): Promise<void> {
    throw new Error('consent records are never taken back');
  }
}

const tables = `
  CREATE TABLE notices (
    sha256 text PRIMARY KEY CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')),
    topic text NOT NULL,
    topic_version integer NOT NULL,
    language text NOT NULL,
    topic_name text NOT NULL,
    text text NOT NULL,
    received_at timestamptz NOT NULL
  );

  CREATE TABLE pending (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    turn smallint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('notice', 'consent')),
    event_id uuid UNIQUE,
    story_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    content text NOT NULL,
    sealed text,
    CHECK ((kind = 'consent') = (event_id IS NOT NULL))
  );
  CREATE INDEX pending_by_turn ON pending (turn, sequence);
  COMMENT ON TABLE pending IS 'the ledger''s inbox: events that have no leaf yet';
  COMMENT ON COLUMN pending.turn IS '0 notices, 1 what is urgent, 2 the rest';
  COMMENT ON COLUMN pending.content IS 'canonical JSON of the payload; of a notice its SHA-256';
  COMMENT ON COLUMN pending.sealed IS 'what only the confirmation mail needs, sealed with MESSAGE_KEY';

  CREATE TABLE records (
    leaf_index bigint PRIMARY KEY REFERENCES leaves (index),
    event_id uuid NOT NULL UNIQUE,
    action text NOT NULL,
    resident_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    payload text NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) = 32)
  );
  CREATE INDEX records_by_resident ON records (resident_id, leaf_index);
  COMMENT ON TABLE records IS 'opens the commitments of the leaves; erasing a person deletes here, and the tree stays whole';

  CREATE TABLE residents (
    id uuid PRIMARY KEY,
    address text NOT NULL,
    address_key text NOT NULL
  );
  CREATE INDEX residents_by_address ON residents (address_key);
  COMMENT ON TABLE residents IS 'where a resident is reached, for events that name only the resident, and for search';
`;
