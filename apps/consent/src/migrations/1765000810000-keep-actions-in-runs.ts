import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which entries are of an action, many in a row, as which are about a topic: each record had a place in an index for it, which cost more
 * than any other of its indexes, since its key is text. What is found by a rare action has a small index of its own.
 */
export class KeepActionsInRuns1765000810000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // A sequencer of before, if one still runs, fails by the name and appends nothing: else it would leave out actions for good.
    await queryRunner.query(`
      ALTER TABLE topic_runs RENAME TO runs_of_topics;
      ALTER INDEX topic_runs_pkey RENAME TO runs_of_topics_pkey;

      CREATE TABLE runs_of_actions (
        action text NOT NULL,
        first bigint NOT NULL,
        leaves bigint[] NOT NULL CHECK (cardinality(leaves) BETWEEN 1 AND 200 AND leaves[1] = first),
        PRIMARY KEY (action, first)
      );
      COMMENT ON TABLE runs_of_actions IS 'which entries are of an action; says nothing about a resident, so erasure leaves it';
      COMMENT ON COLUMN runs_of_actions.leaves IS 'indexes, rising; of one action no run reaches into the next';

      INSERT INTO runs_of_actions (action, first, leaves)
      SELECT action, min(leaf_index), array_agg(leaf_index ORDER BY leaf_index)
      FROM (SELECT action, leaf_index, (row_number() OVER (PARTITION BY action ORDER BY leaf_index) - 1) / 200 AS run
            FROM records) AS numbered
      GROUP BY action, run;

      DROP INDEX records_by_action;
      CREATE INDEX records_of_manifests ON records (leaf_index) WHERE action = 'kept-manifest';
      GRANT SELECT, INSERT ON runs_of_actions TO consent;
    `);
  }

  async down(): Promise<void> {
    throw new Error('a ledger is never taken back');
  }
}
