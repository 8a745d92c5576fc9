import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is about to be handed over is noted once for a window and not once for each resident, and a delivery is written once, with
 * its outcome: half of the rows, and none of them twice.
 */
export class NoteIntents1765000704000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(intents);
    await queryRunner.query(deliveries);
    await queryRunner.query(openDeliveries);
  }

  async down(): Promise<void> {
    throw new Error('who was sent what is evidence and is not taken back');
  }
}

// Arrays of a hundred fit a page: packed or put elsewhere they would cost more than they save.
const intents = `
  CREATE TABLE intents (
    batch_id uuid NOT NULL,
    epoch integer NOT NULL,
    first_resident uuid NOT NULL,
    dispatch_id uuid NOT NULL,
    residents uuid[] NOT NULL,
    ledger_indexes bigint[] NOT NULL,
    handed_at timestamptz NOT NULL,
    PRIMARY KEY (batch_id, epoch, first_resident),
    CHECK (cardinality(residents) = cardinality(ledger_indexes) AND residents[1] = first_resident)
  ) WITH (toast_tuple_target = 8160);
  ALTER TABLE intents ALTER COLUMN residents SET STORAGE MAIN, ALTER COLUMN ledger_indexes SET STORAGE MAIN;
  COMMENT ON TABLE intents IS 'a row for each window: these may be on the wire; gone when all of them have an outcome';
  COMMENT ON COLUMN intents.epoch IS 'of the lease under which they were noted';
  COMMENT ON COLUMN intents.ledger_indexes IS 'for each resident the ledger entry that was relied on (SEND-2)';
  COMMENT ON COLUMN intents.handed_at IS 'when the standings were read, right before the hand-over';
  GRANT SELECT, INSERT, DELETE ON intents TO notification;
`;

// The names of the rules were PostgreSQL's own choice. Nobody knows what became of what an earlier release was handing over. One that still runs is refused its next intents, and
// its leases are taken over.
const deliveries = `
  UPDATE deliveries SET state = 'uncertain', reason = 'lease-lost', decided_at = clock_timestamp() WHERE state = 'intended';
  DO $$
  DECLARE rule name;
  BEGIN
    FOR rule IN SELECT conname FROM pg_constraint WHERE conrelid = 'deliveries'::regclass AND contype = 'c' LOOP
      EXECUTE format('ALTER TABLE deliveries DROP CONSTRAINT %I', rule);
    END LOOP;
  END
  $$;
  ALTER TABLE deliveries
    ADD CONSTRAINT deliveries_state_check CHECK (state IN ('deferred', 'accepted', 'suppressed', 'failed', 'uncertain')),
    ADD CONSTRAINT deferred_is_due CHECK ((state = 'deferred') = (due_at IS NOT NULL)),
    ADD CONSTRAINT others_are_decided CHECK ((state = 'deferred') = (decided_at IS NULL)),
    ADD CONSTRAINT only_accepted_needs_no_reason CHECK (state = 'accepted' OR reason IS NOT NULL);
  COMMENT ON COLUMN deliveries.epoch IS 'of the lease under which it was written; 0: by none';
`;

// As before, but pages are filled: a delivery is written once, and only one that was deferred again.
const openDeliveries = `
  CREATE OR REPLACE FUNCTION open_deliveries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = notification, pg_temp AS $$
  DECLARE part text := 'deliveries_' || replace(NEW.id::text, '-', '');
  BEGIN
    EXECUTE format('CREATE TABLE %I (LIKE deliveries INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', part);
    EXECUTE format('ALTER TABLE deliveries ATTACH PARTITION %I FOR VALUES IN (%L)', part, NEW.id);
    RETURN NULL;
  END
  $$;
`;
