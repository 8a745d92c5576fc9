import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Each dispatch gets a partition of deliveries of its own: an old one is dropped, not deleted row by row. Made by the database
 * itself when a dispatch begins, because the service's role owns nothing.
 */
export class PartitionDeliveries1764100100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(partitionedTable);
    await queryRunner.query(openDeliveries);
    await queryRunner.query(carryOver);
    await queryRunner.query(dropDeliveries);
  }

  async down(): Promise<void> {
    throw new Error('who was sent what is evidence and is not taken back');
  }
}

// No foreign key to dispatches: it would be asked for each of millions of rows. A partition exists only for a dispatch that does.
const partitionedTable = `
  ALTER TABLE deliveries RENAME TO deliveries_in_one;
  ALTER TABLE deliveries_in_one RENAME CONSTRAINT deliveries_pkey TO deliveries_in_one_pkey;
  CREATE TABLE deliveries (
    dispatch_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    state text NOT NULL
      CHECK (state IN ('intended', 'deferred', 'accepted', 'suppressed', 'failed', 'uncertain')),
    reason text,
    ledger_index bigint NOT NULL,
    epoch integer NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    handed_at timestamptz,
    due_at timestamptz,
    decided_at timestamptz,
    PRIMARY KEY (dispatch_id, resident_id),
    CHECK ((state = 'deferred') = (due_at IS NOT NULL)),
    CHECK ((state IN ('intended', 'deferred')) = (decided_at IS NULL)),
    CHECK (state IN ('intended', 'accepted') OR reason IS NOT NULL)
  ) PARTITION BY LIST (dispatch_id);
  COMMENT ON TABLE deliveries IS 'one partition for each dispatch, made and dropped with it';
  COMMENT ON COLUMN deliveries.ledger_index IS 'the ledger entry that was relied on (SEND-2)';
  COMMENT ON COLUMN deliveries.handed_at IS 'when the standing was read, right before the hand-over';
  GRANT SELECT, INSERT, UPDATE ON deliveries TO notification;
`;

// Attached and not created in place: that would wait for, and hold up, every sender. Rows are inserted as intents and updated
// once: half of each page is left free, so that the new version lies beside the old one and the index is not touched.
const openDeliveries = `
  CREATE FUNCTION open_deliveries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = notification, pg_temp AS $$
  DECLARE part text := 'deliveries_' || replace(NEW.id::text, '-', '');
  BEGIN
    EXECUTE format('CREATE TABLE %I (LIKE deliveries INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)
      WITH (fillfactor = 50)', part);
    EXECUTE format('ALTER TABLE deliveries ATTACH PARTITION %I FOR VALUES IN (%L)', part, NEW.id);
    RETURN NULL;
  END
  $$;
  REVOKE ALL ON FUNCTION open_deliveries() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION open_deliveries() TO notification;
  CREATE TRIGGER dispatch_opens_deliveries AFTER INSERT ON dispatches
    FOR EACH ROW EXECUTE FUNCTION open_deliveries();
`;

const carryOver = `
  DO $$
  DECLARE dispatch uuid; part text;
  BEGIN
    FOR dispatch IN SELECT id FROM dispatches LOOP
      part := 'deliveries_' || replace(dispatch::text, '-', '');
      EXECUTE format('CREATE TABLE %I PARTITION OF deliveries FOR VALUES IN (%L)', part, dispatch);
    END LOOP;
  END
  $$;
  INSERT INTO deliveries (dispatch_id, resident_id, state, reason, ledger_index, epoch, attempts, handed_at, due_at, decided_at)
  SELECT dispatch_id, resident_id, state, reason, ledger_index, epoch, attempts, handed_at, due_at, decided_at
  FROM deliveries_in_one;
  DROP TABLE deliveries_in_one;
`;

// The one way in which deliveries go. It checks for itself what the service must not get wrong: finished long ago, counted,
// and the manifest in the hands of consent. DETACH and DROP wait for nobody longer than a second: there is another round.
const dropDeliveries = `
  ALTER TABLE dispatches ADD COLUMN deliveries_dropped_at timestamptz;
  COMMENT ON COLUMN dispatches.deliveries_dropped_at IS 'the single deliveries are gone; counts, statement and manifest stay';

  CREATE FUNCTION drop_deliveries(dispatch uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = notification, pg_temp SET lock_timeout = '1s' AS $$
  DECLARE part text := 'deliveries_' || replace(dispatch::text, '-', '');
  BEGIN
    PERFORM 1 FROM dispatches JOIN manifest_handovers AS handover ON handover.dispatch_id = id
      WHERE id = dispatch AND state = 'finished' AND dispatches.finished_at < now() - interval '365 days'
        AND handover.finished_at IS NOT NULL AND deliveries_dropped_at IS NULL
      FOR UPDATE OF dispatches;
    IF NOT FOUND THEN RETURN false; END IF;
    EXECUTE format('ALTER TABLE deliveries DETACH PARTITION %I', part);
    EXECUTE format('DROP TABLE %I', part);
    UPDATE dispatches SET deliveries_dropped_at = now() WHERE id = dispatch;
    RETURN true;
  END
  $$;
  REVOKE ALL ON FUNCTION drop_deliveries(uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION drop_deliveries(uuid) TO notification;
`;
