import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which entries are about a topic, many in a row: one for each had a row and a place in an index for what is eight octets, and was a
 * tenth of what the database did for an event. A sequencer of before fails at the next batch, and its events wait in the inbox.
 */
export class KeepTopicsInRuns1765000703000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE topic_runs (
        topic text NOT NULL,
        action text NOT NULL,
        first bigint NOT NULL,
        leaves bigint[] NOT NULL CHECK (cardinality(leaves) BETWEEN 1 AND 200 AND leaves[1] = first),
        PRIMARY KEY (topic, action, first)
      );
      COMMENT ON TABLE topic_runs IS 'which entries are about a topic; says nothing about a resident, so erasure leaves it';
      COMMENT ON COLUMN topic_runs.leaves IS 'indexes, rising; of one topic and action no run reaches into the next';

      INSERT INTO topic_runs (topic, action, first, leaves)
      SELECT topic, action, min(leaf_index), array_agg(leaf_index ORDER BY leaf_index)
      FROM (SELECT *, (row_number() OVER (PARTITION BY topic, action ORDER BY leaf_index) - 1) / 200 AS run
            FROM record_topics) AS numbered
      GROUP BY topic, action, run;

      DROP TABLE record_topics;
      GRANT SELECT, INSERT ON topic_runs TO consent;
    `);
  }

  async down(): Promise<void> {
    throw new Error('a ledger is never taken back');
  }
}
