import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Digests: each day's run over those who chose them, and one letter to each of them that there is something to tell. */
export class WriteDigests1765000200003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    await queryRunner.query(`
      CREATE INDEX dispatches_by_out ON dispatches (topic, out_moment) WHERE out_moment IS NOT NULL;
      GRANT SELECT, INSERT, UPDATE ON digest_runs, digests TO notification;
    `);
  }

  async down(): Promise<void> {
    throw new Error('who was sent what is evidence and is not taken back');
  }
}

// Beside letters and not among them: hundreds of thousands at once must be in nobody's way who reads what letters are due.
const tables = `
  CREATE TABLE digest_runs (
    id uuid PRIMARY KEY,
    day date NOT NULL UNIQUE,
    is_weekly boolean NOT NULL,
    moment bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('planning', 'sending', 'finished')),
    planned_to uuid,
    digests integer NOT NULL DEFAULT 0,
    sent integer,
    suppressed integer,
    failed integer,
    began_at timestamptz NOT NULL,
    finished_at timestamptz,
    CHECK ((state = 'finished') = (finished_at IS NOT NULL)),
    CONSTRAINT every_digest_is_accounted_for
      CHECK (state <> 'finished' OR (digests = sent + suppressed + failed) IS TRUE)
  );
  COMMENT ON COLUMN digest_runs.is_weekly IS 'weekly digests too, with the daily ones in one letter';
  COMMENT ON COLUMN digest_runs.moment IS 'of audience_moments: what came out later is for the next run';
  COMMENT ON COLUMN digest_runs.planned_to IS 'the last resident who was looked at; the next range begins after it';

  CREATE TABLE digests (
    id uuid PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES digest_runs,
    state text NOT NULL CHECK (state IN ('due', 'leased', 'sent', 'suppressed', 'failed')),
    reason text,
    resident_id uuid NOT NULL,
    address text,
    language text NOT NULL,
    announcements uuid[] NOT NULL CHECK (cardinality(announcements) > 0),
    ledger_indexes bigint[] NOT NULL,
    message_id text NOT NULL,
    story_id uuid NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    put_off integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    leased_until timestamptz,
    decided_at timestamptz,
    UNIQUE (run_id, resident_id),
    CHECK (cardinality(announcements) = cardinality(ledger_indexes)),
    CHECK ((state = 'leased') = (leased_until IS NOT NULL)),
    CHECK ((state IN ('due', 'leased')) = (decided_at IS NULL)),
    CHECK ((state IN ('due', 'leased')) = (address IS NOT NULL)),
    CHECK (state NOT IN ('suppressed', 'failed') OR reason IS NOT NULL)
  );
  CREATE INDEX digests_open ON digests (due_at) WHERE state IN ('due', 'leased');
  CREATE INDEX digests_open_of_run ON digests (run_id) WHERE state IN ('due', 'leased');
  CREATE INDEX digests_by_resident ON digests (resident_id);
  COMMENT ON TABLE digests IS 'nobody gets two of one day: the key says so';
  COMMENT ON COLUMN digests.announcements IS 'what it tells of, in the order in which they came out';
  COMMENT ON COLUMN digests.ledger_indexes IS 'the entry that was relied on for each of them when it was planned';
  COMMENT ON COLUMN digests.put_off IS 'how many of the attempts were none: the lane had no room';
`;
