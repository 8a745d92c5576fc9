import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Staff stop digests, and leave an announcement out of them. Each such act is kept with who did it. */
export class StopDigests1765000702000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE digest_acts (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        act text NOT NULL CHECK (act IN ('stop', 'go-on', 'withhold', 'tell')),
        announcement_id uuid REFERENCES announcements,
        person_subject text NOT NULL,
        person_name text NOT NULL,
        acted_at timestamptz NOT NULL,
        CHECK ((act IN ('withhold', 'tell')) = (announcement_id IS NOT NULL))
      );
      CREATE INDEX digest_acts_of_all ON digest_acts (number) WHERE announcement_id IS NULL;
      COMMENT ON TABLE digest_acts IS 'what staff did; digests are stopped while the last act about all of them is a stop';
      ALTER TABLE dispatches ADD COLUMN is_withheld boolean NOT NULL DEFAULT false;
      COMMENT ON COLUMN dispatches.is_withheld IS 'digests do not tell of it';
      COMMENT ON COLUMN dispatches.out_moment IS
        'when it came out, or last went on: a digest tells of it if that is later than the last one, and no digest has yet';
      GRANT SELECT, INSERT ON digest_acts TO notification;
    `);
  }

  async down(): Promise<void> {
    throw new Error('what staff did is evidence and is not taken back');
  }
}
