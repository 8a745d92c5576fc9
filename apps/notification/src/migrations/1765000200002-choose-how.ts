import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How each resident is told of each topic. Columns beside the standing, and not a table: who freezes or reads an audience of
 * millions asks no second one, and rows without a choice stay as they are.
 */
export class ChooseHow1765000200002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(choices);
    await queryRunner.query(constraints);
    await queryRunner.query(indexes);
    await queryRunner.query(dispatches);
  }

  async down(): Promise<void> {
    throw new Error('what a resident chose is not taken back');
  }
}

const choices = `
  ALTER TABLE audience
    ADD COLUMN frequency text CHECK (frequency IN ('daily', 'weekly')),
    ADD COLUMN paused_until date,
    ADD COLUMN digest_from bigint;
  COMMENT ON COLUMN audience.joined IS
    'since when dispatches count the resident, in audience_moments: an order that no clock can disturb; null while in digests or paused';
  COMMENT ON COLUMN audience.frequency IS 'null: as it happens';
  COMMENT ON COLUMN audience.paused_until IS 'the first day in the city on which they are mailed again';
  COMMENT ON COLUMN audience.digest_from IS
    'of audience_moments: what came out after it, and was not sent at once, is for the next digest';
`;

// Found by what it says: its name was given by the database.
const constraints = `
  DO $$
  DECLARE name text;
  BEGIN
    SELECT conname INTO STRICT name FROM pg_constraint
      WHERE conrelid = 'audience'::regclass AND pg_get_constraintdef(oid) = 'CHECK ((active = (joined IS NOT NULL)))';
    EXECUTE format('ALTER TABLE audience DROP CONSTRAINT %I', name);
  END
  $$;
  ALTER TABLE audience
    ADD CONSTRAINT told_in_one_way
      CHECK ((joined IS NOT NULL) = (active AND frequency IS NULL AND paused_until IS NULL)),
    ADD CONSTRAINT others_wait_for_a_digest CHECK (NOT active OR joined IS NOT NULL OR digest_from IS NOT NULL),
    ADD CONSTRAINT ended_choose_nothing
      CHECK (active OR (frequency IS NULL AND paused_until IS NULL AND digest_from IS NULL));
`;

// The freeze reads the first one alone, and no row: so its condition is that of the freeze.
const indexes = `
  CREATE INDEX audience_at_once ON audience (topic, resident_id) WHERE joined IS NOT NULL;
  DROP INDEX audience_of_topic;
  CREATE INDEX audience_in_digests ON audience (resident_id, topic) WHERE digest_from IS NOT NULL;
  CREATE INDEX audience_paused ON audience (paused_until, topic) WHERE paused_until IS NOT NULL;
  CREATE INDEX audience_not_at_once ON audience (topic) WHERE active AND joined IS NULL;
`;

const dispatches = `
  ALTER TABLE dispatches
    ADD COLUMN in_digests integer NOT NULL DEFAULT 0,
    ADD COLUMN paused integer NOT NULL DEFAULT 0,
    ADD COLUMN out_moment bigint;
  UPDATE dispatches SET out_moment = moment WHERE state <> 'missed';
  COMMENT ON COLUMN dispatches.in_digests IS 'followers who were not in its audience, and get it in a digest';
  COMMENT ON COLUMN dispatches.paused IS 'followers who were not in its audience, and get it when their pause has ended';
  COMMENT ON COLUMN dispatches.out_moment IS
    'of audience_moments: since then digests tell of it; null: it was missed, and nobody let it go yet';
`;
