import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which entries are of an action, many in a row, as which are about a topic: each record had a place in an index for it, which cost more
 * than any other of its indexes, since its key is text. What is found by a rare action has a small index of its own.
 */
export class KeepActionsInRuns1765000810000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE action_runs (
        action text NOT NULL,
        first bigint NOT NULL,
        leaves bigint[] NOT NULL CHECK (cardinality(leaves) BETWEEN 1 AND 200 AND leaves[1] = first),
        PRIMARY KEY (action, first)
      );
      COMMENT ON TABLE action_runs IS 'which entries are of an action; says nothing about a resident, so erasure leaves it';
      COMMENT ON COLUMN action_runs.leaves IS 'indexes, rising; of one action no run reaches into the next';

      INSERT INTO action_runs (action, first, leaves)
      SELECT action, min(leaf_index), array_agg(leaf_index ORDER BY leaf_index)
      FROM (SELECT action, leaf_index, (row_number() OVER (PARTITION BY action ORDER BY leaf_index) - 1) / 200 AS run
            FROM records) AS numbered
      GROUP BY action, run;

      DROP INDEX records_by_action;
      CREATE INDEX records_of_manifests ON records (leaf_index) WHERE action = 'kept-manifest';
      GRANT SELECT, INSERT ON action_runs TO consent;
    `);
  }

  async down(): Promise<void> {
    throw new Error('a ledger is never taken back');
  }
}
