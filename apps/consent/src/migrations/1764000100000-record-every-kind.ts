import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What staff and the service itself do is recorded as consent events are: a commitment in the log, its opening beside it. */
export class RecordEveryKind1764000100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE pending
        DROP CONSTRAINT pending_kind_check,
        DROP CONSTRAINT pending_check,
        ADD CONSTRAINT pending_kind_check CHECK (
          kind IN ('notice', 'consent', 'send', 'import', 'erase', 'export', 'staff', 'key')),
        ADD CONSTRAINT pending_event_id_check CHECK ((kind = 'notice') = (event_id IS NULL));
      ALTER TABLE records ALTER COLUMN resident_id DROP NOT NULL;
      COMMENT ON COLUMN records.resident_id IS 'the one resident that it is about, if it is about one';
    `);
  }

  async down(): Promise<void> {
    throw new Error('a ledger is never taken back');
  }
}
