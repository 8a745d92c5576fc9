import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What processes that send must know of each other: who is there, and what of a ramp plan is taken already. */
export class KeepLanes1764100300000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE ramp_counts (
        lane text NOT NULL,
        period text NOT NULL,
        taken integer NOT NULL CHECK (taken >= 0),
        PRIMARY KEY (lane, period)
      );
      COMMENT ON TABLE ramp_counts IS 'mails that processes took of a ramp plan, whether they sent them or died: never too few';

      CREATE TABLE lane_states (
        sender uuid PRIMARY KEY,
        seen_at timestamptz NOT NULL,
        sends boolean NOT NULL,
        lanes jsonb NOT NULL,
        relays jsonb NOT NULL
      ) WITH (fillfactor = 50);
      COMMENT ON TABLE lane_states IS 'as each process sees them, written once a second; a row grows old when its process dies';
      COMMENT ON COLUMN lane_states.sends IS 'it sends dispatches, and so has a share of the limits';

      GRANT SELECT, INSERT, UPDATE, DELETE ON ramp_counts, lane_states TO notification;
    `);
  }

  async down(): Promise<void> {
    throw new Error('what was sent of a ramp plan is not forgotten');
  }
}
