/** The tables that outbox, relay and inbox need in each service's schema. Part of each service's first migration: frozen. */
export const messagingTables = `
  CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    recipient text NOT NULL,
    lane text NOT NULL,
    kind text NOT NULL,
    story_id uuid NOT NULL,
    sealed text NOT NULL,
    posted_at timestamptz NOT NULL,
    published_at timestamptz,
    attempts integer NOT NULL DEFAULT 0
  );
  CREATE INDEX outbox_unpublished ON outbox (sequence) WHERE published_at IS NULL;
  CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;
  CREATE TABLE inbox (
    message_id uuid PRIMARY KEY,
    kind text NOT NULL,
    taken_at timestamptz NOT NULL
  );
`;

/** @param role the service's role. */
export const messagingGrants = (role: string): string => `
  GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO ${role};
  GRANT SELECT, INSERT ON inbox TO ${role};
`;

/** Lets the relay hand on many messages as one job. Part of a migration of each service: frozen. */
export const messagingBatches = `
  ALTER TABLE outbox ADD COLUMN batch_id uuid;
  COMMENT ON COLUMN outbox.batch_id IS 'rows that were published as one job; it is the job''s id, unless the row was alone';
  DROP INDEX outbox_unpublished;
  DROP INDEX outbox_published;
  CREATE INDEX outbox_unpublished ON outbox (recipient, lane, sequence) WHERE published_at IS NULL;
  CREATE INDEX outbox_published ON outbox (recipient, lane, published_at) WHERE published_at IS NOT NULL;
  CREATE INDEX outbox_by_batch ON outbox (batch_id) WHERE batch_id IS NOT NULL;
`;

/**
 * Lets rows of the outbox be written once and deleted once: what is on its way is noted for each batch, in a table of a few rows.
 * Part of a migration of each service: frozen.
 * @param role the service's role.
 */
export const messagingOnWay = (role: string): string => `
  CREATE TABLE outbox_batches (
    id uuid PRIMARY KEY,
    recipient text NOT NULL,
    lane text NOT NULL,
    sequences int8multirange NOT NULL CHECK (NOT isempty(sequences)),
    published_at timestamptz NOT NULL,
    attempts integer NOT NULL
  );
  CREATE UNIQUE INDEX outbox_batches_by_first ON outbox_batches (recipient, lane, lower(sequences));
  COMMENT ON TABLE outbox_batches IS 'rows of the outbox that were published as one job and are not acknowledged';
  COMMENT ON COLUMN outbox_batches.id IS 'the job''s; of a row that was alone, the row''s';
  INSERT INTO outbox_batches (id, recipient, lane, sequences, published_at, attempts)
  SELECT CASE WHEN count(*) = 1 THEN (array_agg(id))[1] ELSE batch_id END, recipient, lane,
         range_agg(int8range(sequence, sequence, '[]')), min(published_at), max(attempts)
  FROM outbox WHERE published_at IS NOT NULL GROUP BY coalesce(batch_id, id), batch_id, recipient, lane;
  ALTER TABLE outbox DROP CONSTRAINT outbox_pkey, DROP COLUMN published_at, DROP COLUMN attempts, DROP COLUMN batch_id,
    ADD PRIMARY KEY (recipient, lane, sequence);
  GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_batches TO ${role};
  REVOKE UPDATE ON outbox FROM ${role};
`;
