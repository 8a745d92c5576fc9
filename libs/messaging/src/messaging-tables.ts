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
