import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What comes back by mail: kept until it is dealt with, counted beside the delivery, and what follows from it for a resident. */
export class TakeReturns1764100400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(suppression);
    await queryRunner.query(counting);
    await queryRunner.query(mailbox);
  }

  async down(): Promise<void> {
    throw new Error('why somebody is not written to is evidence and is not taken back');
  }
}

// A column, and not only a table: who reads standings in bulk has the row in hand already, and asks nothing else.
const suppression = `
  ALTER TABLE audience ADD COLUMN suppressed_reason text
    CHECK (suppressed_reason IN ('hard-bounce', 'soft-bounces', 'complaint', 'mailed-unsubscribe', 'asked-staff'));
  COMMENT ON COLUMN audience.suppressed_reason IS
    'not written to although the standing holds: the address bounces, or a withdrawal is on its way to the ledger';
  CREATE INDEX audience_suppressed ON audience (topic, resident_id) WHERE suppressed_reason IS NOT NULL;
  CREATE INDEX audience_by_address ON audience USING hash (address) WHERE active;
  CREATE INDEX audience_by_subscription ON audience USING hash (subscription_id);

  CREATE TABLE suppressions (
    resident_id uuid NOT NULL,
    reason text NOT NULL CHECK (reason IN ('hard-bounce', 'soft-bounces')),
    since timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by text,
    PRIMARY KEY (resident_id, since),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
  );
  CREATE UNIQUE INDEX suppressions_that_hold ON suppressions (resident_id) WHERE ended_at IS NULL;
  COMMENT ON TABLE suppressions IS 'addresses that cannot be reached; the consent behind them stays what it is';
  COMMENT ON COLUMN suppressions.ended_by IS 'consent, or the subject of the person who ended it';
  GRANT SELECT, INSERT, UPDATE ON suppressions TO notification;
`;

const counting = `
  CREATE TABLE bounces (
    mail_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    weight text NOT NULL CHECK (weight IN ('hard', 'soft', 'sender')),
    reason text NOT NULL,
    bounced_at timestamptz NOT NULL,
    PRIMARY KEY (mail_id, resident_id)
  );
  CREATE INDEX bounces_by_resident ON bounces (resident_id, bounced_at);
  COMMENT ON COLUMN bounces.mail_id IS 'of the dispatch or the letter: the delivery itself keeps its outcome, accepted by the relay';

  CREATE TABLE complaints (
    mail_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    complained_at timestamptz NOT NULL,
    PRIMARY KEY (mail_id, resident_id)
  );

  CREATE TABLE return_stops (
    dispatch_id uuid PRIMARY KEY REFERENCES dispatches,
    stopped_at timestamptz NOT NULL
  );
  COMMENT ON COLUMN return_stops.stopped_at IS 'whoever lets the dispatch go on has seen what came back until then: it is not counted again';
  GRANT SELECT, INSERT ON bounces, complaints TO notification;
  GRANT SELECT, INSERT, UPDATE ON return_stops TO notification;
`;

const mailbox = `
  CREATE TABLE returned_mails (
    id uuid PRIMARY KEY,
    received_at timestamptz NOT NULL,
    sender text NOT NULL,
    recipients text[] NOT NULL,
    octets bytea NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL
  );
  CREATE INDEX returned_mails_due ON returned_mails (due_at);
  COMMENT ON TABLE returned_mails IS 'taken and not dealt with yet; a row goes with the transaction that deals with it';

  CREATE TABLE mailbox_checkpoints (
    mailbox text PRIMARY KEY,
    uid_validity bigint NOT NULL,
    last_uid bigint NOT NULL
  );
  COMMENT ON COLUMN mailbox_checkpoints.mailbox IS 'a hash: the address of a mailbox may hold the name of a person';

  CREATE TABLE mailbox_items (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('reply', 'unsubscribe', 'complaint', 'unreadable')),
    received_at timestamptz NOT NULL,
    deadline date NOT NULL,
    digest bytea NOT NULL UNIQUE,
    sender text,
    subject text,
    body text,
    placed_at timestamptz,
    placed_as text CHECK (placed_as IN ('withdrawn', 'no-request', 'answered')),
    placed_by text,
    forgotten_at timestamptz,
    CHECK ((placed_at IS NULL) = (placed_as IS NULL) AND (placed_at IS NULL) = (placed_by IS NULL)),
    CHECK (forgotten_at IS NULL OR placed_at IS NOT NULL),
    CHECK ((forgotten_at IS NULL) = (body IS NOT NULL)),
    CHECK ((forgotten_at IS NULL) = (sender IS NOT NULL)),
    CHECK ((forgotten_at IS NULL) = (subject IS NOT NULL))
  );
  CREATE INDEX mailbox_items_open ON mailbox_items (deadline, received_at) WHERE placed_at IS NULL;
  CREATE INDEX mailbox_items_kept ON mailbox_items (placed_at) WHERE placed_at IS NOT NULL AND forgotten_at IS NULL;
  COMMENT ON COLUMN mailbox_items.deadline IS 'the last day on which the law lets a withdrawal take effect, if it is one (LEAVE-5)';
  COMMENT ON COLUMN mailbox_items.digest IS 'SHA-256 of the mail: the same one that comes twice is one item';
  GRANT SELECT, INSERT, UPDATE, DELETE ON returned_mails TO notification;
  GRANT SELECT, INSERT, UPDATE ON mailbox_checkpoints, mailbox_items TO notification;
`;
