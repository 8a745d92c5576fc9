import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may not be written to any more by a dispatch that runs: senders read it many times a second. */
export class TellRevocations1764100110000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE revocations (
        dispatch_id uuid NOT NULL,
        resident_id uuid NOT NULL,
        reason text NOT NULL,
        ledger_index bigint NOT NULL,
        written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
        PRIMARY KEY (dispatch_id, resident_id)
      );
      CREATE INDEX revocations_in_order ON revocations (written_by);
      COMMENT ON COLUMN revocations.written_by IS
        'the transaction: unlike a number from a sequence it tells whether lower ones may still come (revocations.ts)';
      GRANT SELECT, INSERT, DELETE ON revocations TO notification;
    `);
  }

  async down(): Promise<void> {
    throw new Error('a withdrawal is not taken back');
  }
}
