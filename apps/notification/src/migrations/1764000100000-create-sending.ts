import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingGrants, messagingTables } from '#libs/messaging';

export class CreateSending1764000100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(messagingTables);
    await queryRunner.query(audienceTables);
    await queryRunner.query(letterTables);
    await queryRunner.query(dispatchTables);
    await queryRunner.query(accounting);
    await queryRunner.query(messagingGrants('notification'));
    await queryRunner.query(`
      GRANT SELECT, INSERT, UPDATE ON topics, audience, letters, dispatches, batches, deliveries TO notification;
      GRANT USAGE ON SEQUENCE audience_moments TO notification;
    `);
  }

  async down(): Promise<void> {
    throw new Error('who was sent what is evidence and is not taken back');
  }
}

const audienceTables = `
  CREATE TABLE topics (
    slug text PRIMARY KEY,
    version integer NOT NULL,
    open boolean NOT NULL,
    names jsonb NOT NULL,
    sender jsonb NOT NULL,
    published_at timestamptz NOT NULL
  );

  CREATE SEQUENCE audience_moments;
  CREATE TABLE audience (
    resident_id uuid NOT NULL,
    topic text NOT NULL,
    subscription_id uuid NOT NULL,
    version integer NOT NULL,
    ledger_index bigint NOT NULL,
    active boolean NOT NULL,
    address text,
    language text,
    joined bigint,
    granted_at timestamptz,
    ended_at timestamptz,
    ended_reason text CHECK (ended_reason IN ('withdrew', 'expired', 'erased')),
    PRIMARY KEY (resident_id, topic),
    CHECK (active = (address IS NOT NULL)),
    CHECK (active = (language IS NOT NULL)),
    CHECK (active = (joined IS NOT NULL)),
    CHECK (active = (ended_reason IS NULL)),
    CHECK (active = (ended_at IS NULL))
  );
  CREATE INDEX audience_of_topic ON audience (topic, resident_id) WHERE active;
  COMMENT ON TABLE audience IS 'standings that consent sent; the higher version wins; an ended one is kept without its address';
  COMMENT ON COLUMN audience.joined IS 'when it became active, in audience_moments: an order that no clock can disturb';
`;

const letterTables = `
  CREATE TABLE letters (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('confirmation', 'welcome')),
    state text NOT NULL CHECK (state IN ('due', 'leased', 'sent', 'suppressed', 'failed')),
    reason text,
    resident_id uuid,
    address text,
    language text NOT NULL,
    sealed text,
    message_id text NOT NULL,
    story_id uuid NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    leased_until timestamptz,
    decided_at timestamptz,
    CHECK ((state = 'leased') = (leased_until IS NOT NULL)),
    CHECK ((state IN ('due', 'leased')) = (decided_at IS NULL)),
    CHECK ((state IN ('due', 'leased')) = (address IS NOT NULL)),
    CHECK ((state IN ('due', 'leased')) = (sealed IS NOT NULL)),
    CHECK (state NOT IN ('suppressed', 'failed') OR reason IS NOT NULL)
  );
  CREATE INDEX letters_open ON letters (due_at) WHERE state IN ('due', 'leased');
  COMMENT ON COLUMN letters.id IS 'of the message that asked for it';
  COMMENT ON COLUMN letters.sealed IS 'what only this letter may say, e.g. a token; gone with the address once it is decided';
`;

const dispatchTables = `
  CREATE TABLE dispatches (
    id uuid PRIMARY KEY,
    announcement_id uuid NOT NULL UNIQUE,
    topic text NOT NULL REFERENCES topics,
    content_hash text NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'paused', 'missed', 'finished')),
    reason text,
    message_key bytea NOT NULL,
    moment bigint NOT NULL,
    audience integer NOT NULL,
    accepted integer,
    suppressed integer,
    failed integer,
    uncertain integer,
    scheduled_at timestamptz NOT NULL,
    planned_at timestamptz NOT NULL,
    window_ends_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    finished_at timestamptz,
    CHECK ((state = 'finished') = (finished_at IS NOT NULL)),
    CHECK (state <> 'paused' OR reason IS NOT NULL),
    CONSTRAINT everyone_is_accounted_for
      CHECK (state <> 'finished' OR (audience = accepted + suppressed + failed + uncertain) IS TRUE)
  );
  CREATE INDEX dispatches_open ON dispatches (topic) WHERE state <> 'finished';
  COMMENT ON COLUMN dispatches.message_key IS 'makes the Message-IDs of this dispatch, the same on every repeat';
  COMMENT ON COLUMN dispatches.moment IS 'of audience_moments: who joined later is not in this audience';
  COMMENT ON COLUMN dispatches.seen_at IS 'a service that sends was last alive; a long gap means a restore or an outage';

  CREATE TABLE batches (
    id uuid PRIMARY KEY,
    dispatch_id uuid NOT NULL REFERENCES dispatches,
    number integer NOT NULL,
    first_resident uuid NOT NULL,
    last_resident uuid NOT NULL,
    size integer NOT NULL CHECK (size > 0),
    state text NOT NULL CHECK (state IN ('open', 'done')),
    epoch integer NOT NULL DEFAULT 0,
    troubles integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    leased_until timestamptz,
    UNIQUE (dispatch_id, number)
  );
  CREATE INDEX batches_open ON batches (due_at) WHERE state = 'open';
  COMMENT ON COLUMN batches.epoch IS 'grows with each lease: who lost theirs can record nothing any more';
  COMMENT ON COLUMN batches.troubles IS 'how often in a row the relay could not be reached';

  CREATE TABLE deliveries (
    dispatch_id uuid NOT NULL REFERENCES dispatches,
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
  );
  COMMENT ON COLUMN deliveries.ledger_index IS 'the ledger entry that was relied on (SEND-2)';
`;

// SEND-2: the numbers of a finished dispatch are counted here, so no program can finish one with numbers of its own.
const accounting = `
  CREATE FUNCTION account_for_dispatch() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    SELECT count(*) FILTER (WHERE state = 'accepted'), count(*) FILTER (WHERE state = 'suppressed'),
           count(*) FILTER (WHERE state = 'failed'), count(*) FILTER (WHERE state = 'uncertain')
      INTO NEW.accepted, NEW.suppressed, NEW.failed, NEW.uncertain
      FROM deliveries WHERE dispatch_id = NEW.id;
    RETURN NEW;
  END
  $$;
  CREATE TRIGGER dispatch_finishes BEFORE INSERT OR UPDATE ON dispatches
    FOR EACH ROW WHEN (NEW.state = 'finished') EXECUTE FUNCTION account_for_dispatch();
`;
