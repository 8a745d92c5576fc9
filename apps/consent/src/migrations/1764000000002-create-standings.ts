import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What follows from the ledger: whether we may write, and by when a withdrawal must have its effect. */
export class CreateStandings1764000000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE standings (
        resident_id uuid NOT NULL,
        topic text NOT NULL,
        status text NOT NULL CHECK (status IN ('granted', 'ended')),
        version integer NOT NULL CHECK (version > 0),
        subscription_id uuid NOT NULL,
        ledger_index bigint NOT NULL REFERENCES leaves (index),
        PRIMARY KEY (resident_id, topic)
      );
      COMMENT ON TABLE standings IS 'derived from the ledger alone; an ended row is a tombstone that outlives late confirmations';

      CREATE TABLE withdrawals (
        leaf_index bigint PRIMARY KEY REFERENCES leaves (index),
        story_id uuid NOT NULL,
        occurred_at timestamptz NOT NULL,
        deadline date NOT NULL,
        effective_at timestamptz
      );
      CREATE INDEX withdrawals_open ON withdrawals (deadline, leaf_index) WHERE effective_at IS NULL;
      COMMENT ON COLUMN withdrawals.effective_at IS 'when notification had acknowledged the end of the standing';
    `);
    await queryRunner.query(`
      GRANT SELECT, INSERT, UPDATE ON standings TO consent;
      GRANT SELECT, INSERT, UPDATE (effective_at) ON withdrawals TO consent;
    `);
  }

  async down(): Promise<void> {
    throw new Error('standings are never taken back');
  }
}
