import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A withdrawal names a leaf that is there, as records and standings do: it is asked once for each statement, not for each row. */
export class CheckWithdrawalsOnce1765000812000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION refuse_leaf_to_come() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
      DECLARE
        lowest bigint;
        highest bigint;
      BEGIN
        IF TG_TABLE_NAME = 'standings' THEN
          SELECT min(ledger_index), max(ledger_index) INTO lowest, highest FROM named;
        ELSE
          SELECT min(leaf_index), max(leaf_index) INTO lowest, highest FROM named;
        END IF;
        IF lowest < 0 OR highest > (SELECT coalesce(max(index), -1) FROM leaves) THEN
          RAISE EXCEPTION 'no leaf has this index yet' USING ERRCODE = 'TL006';
        END IF;
        RETURN NULL;
      END $$;

      CREATE TRIGGER withdrawals_have_leaves AFTER INSERT ON withdrawals REFERENCING NEW TABLE AS named
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_leaf_to_come();
      CREATE TRIGGER withdrawals_keep_leaves AFTER UPDATE ON withdrawals REFERENCING NEW TABLE AS named
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_leaf_to_come();

      ALTER TABLE withdrawals DROP CONSTRAINT withdrawals_leaf_index_fkey;
    `);
  }

  async down(): Promise<void> {
    throw new Error('a ledger is never taken back');
  }
}
