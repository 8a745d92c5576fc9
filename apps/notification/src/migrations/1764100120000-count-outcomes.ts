import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The statement of a dispatch is read from counts: those of its batches while it runs, and those that are stored when it ends. */
export class CountOutcomes1764100120000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    await queryRunner.query(accounting);
    await queryRunner.query(backfill);
  }

  async down(): Promise<void> {
    throw new Error('who was sent what is evidence and is not taken back');
  }
}

const tables = `
  CREATE TABLE dispatch_counts (
    dispatch_id uuid NOT NULL REFERENCES dispatches,
    state text NOT NULL CHECK (state IN ('accepted', 'suppressed', 'failed', 'uncertain')),
    reason text NOT NULL,
    count integer NOT NULL CHECK (count > 0),
    PRIMARY KEY (dispatch_id, state, reason)
  );
  COMMENT ON TABLE dispatch_counts IS 'written once, by the database, when the dispatch finishes';
  COMMENT ON COLUMN dispatch_counts.reason IS 'empty: accepted needs none';
  GRANT SELECT, INSERT ON dispatch_counts TO notification;

  ALTER TABLE batches ADD COLUMN outcomes jsonb;
  COMMENT ON COLUMN batches.outcomes IS 'how many of each "state reason"; of a batch that is done they do not change any more';
`;

// SEND-2, as before: counted here, so no program can finish a dispatch with numbers of its own. Once it is finished they stay,
// also when the single deliveries are dropped.
const accounting = `
  CREATE OR REPLACE FUNCTION account_for_dispatch() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'finished' THEN
      SELECT OLD.accepted, OLD.suppressed, OLD.failed, OLD.uncertain
        INTO NEW.accepted, NEW.suppressed, NEW.failed, NEW.uncertain;
      RETURN NEW;
    END IF;
    WITH stored AS (
      INSERT INTO dispatch_counts (dispatch_id, state, reason, count)
      SELECT NEW.id, state, COALESCE(reason, ''), count(*) FROM deliveries
      WHERE dispatch_id = NEW.id AND decided_at IS NOT NULL GROUP BY 2, 3
      RETURNING state, count
    )
    SELECT COALESCE(sum(count) FILTER (WHERE state = 'accepted'), 0),
           COALESCE(sum(count) FILTER (WHERE state = 'suppressed'), 0),
           COALESCE(sum(count) FILTER (WHERE state = 'failed'), 0),
           COALESCE(sum(count) FILTER (WHERE state = 'uncertain'), 0)
      INTO NEW.accepted, NEW.suppressed, NEW.failed, NEW.uncertain FROM stored;
    RETURN NEW;
  END
  $$;
`;

const backfill = `
  INSERT INTO dispatch_counts (dispatch_id, state, reason, count)
  SELECT dispatch_id, delivery.state, COALESCE(delivery.reason, ''), count(*)
  FROM deliveries AS delivery JOIN dispatches AS dispatch ON dispatch.id = dispatch_id
  WHERE dispatch.state = 'finished' GROUP BY 1, 2, 3;

  UPDATE batches AS batch SET outcomes = COALESCE((
    SELECT jsonb_object_agg(outcome, count) FROM (
      SELECT concat_ws(' ', state, reason) AS outcome, count(*) AS count FROM deliveries
      WHERE dispatch_id = batch.dispatch_id AND resident_id BETWEEN batch.first_resident AND batch.last_resident
      GROUP BY 1) AS counted), '{}')
  WHERE state = 'done';
  ALTER TABLE batches ADD CONSTRAINT done_batches_are_counted CHECK (state <> 'done' OR outcomes IS NOT NULL);
`;
