import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A record or a standing names a leaf that is there. A foreign key asks for each row; leaves have no gap and never go, so it is
 * enough to ask for the highest once for each statement: at a million events that is a tenth of what the database does.
 */
export class CheckLeavesOnce1764001100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION refuse_leaf_to_come() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
      DECLARE
        lowest bigint;
        highest bigint;
      BEGIN
        IF TG_TABLE_NAME = 'records' THEN
          SELECT min(leaf_index), max(leaf_index) INTO lowest, highest FROM named;
        ELSE
          SELECT min(ledger_index), max(ledger_index) INTO lowest, highest FROM named;
        END IF;
        IF lowest < 0 OR highest > (SELECT coalesce(max(index), -1) FROM leaves) THEN
          RAISE EXCEPTION 'no leaf has this index yet' USING ERRCODE = 'TL006';
        END IF;
        RETURN NULL;
      END $$;

      CREATE TRIGGER records_have_leaves AFTER INSERT ON records REFERENCING NEW TABLE AS named
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_leaf_to_come();
      CREATE TRIGGER standings_have_leaves AFTER INSERT ON standings REFERENCING NEW TABLE AS named
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_leaf_to_come();
      CREATE TRIGGER standings_keep_leaves AFTER UPDATE ON standings REFERENCING NEW TABLE AS named
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_leaf_to_come();

      ALTER TABLE records DROP CONSTRAINT records_leaf_index_fkey;
      ALTER TABLE standings DROP CONSTRAINT standings_ledger_index_fkey;
    `);
  }

  async down(): Promise<void> {
    throw new Error('a ledger is never taken back');
  }
}
