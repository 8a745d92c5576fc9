import type { MigrationInterface, QueryRunner } from 'typeorm';

/** SEND-6: what a person saw when they let a dispatch go on, in one place for refusals, bounces and complaints. */
export class CountWhatWasSeen1765000600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dispatches ADD COLUMN resumed_at timestamptz, ADD COLUMN refused_seen integer NOT NULL DEFAULT 0;
      COMMENT ON COLUMN dispatches.resumed_at IS 'when a person last let it go on: what came back until then is not counted again';
      COMMENT ON COLUMN dispatches.refused_seen IS 'how many were refused by then';
      UPDATE dispatches SET resumed_at = stopped_at FROM return_stops WHERE dispatch_id = id;
      UPDATE dispatches SET refused_seen = (
        SELECT COALESCE(sum(count::integer), 0)
        FROM batches CROSS JOIN jsonb_each_text(outcomes) AS counts (outcome, count)
        WHERE dispatch_id = dispatches.id AND outcome ~ '^failed [245]')
      WHERE refusals_were_seen;
      DROP TABLE return_stops;
      ALTER TABLE dispatches DROP COLUMN refusals_were_seen;
    `);
  }

  async down(): Promise<void> {
    throw new Error('what a person has seen is not unseen');
  }
}
