import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the page about transparency shows of other services' things. */
export class KeepPublicFigures1765000500000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE ledger_days (
        day text PRIMARY KEY,
        origin text NOT NULL,
        size bigint NOT NULL,
        root text NOT NULL
      );
      COMMENT ON TABLE ledger_days IS 'the ledger as consent signed it that day';

      CREATE TABLE mail_months (
        month text PRIMARY KEY,
        counted_at timestamptz NOT NULL,
        figures jsonb NOT NULL
      );
      COMMENT ON TABLE mail_months IS 'as notification counted them last';
      GRANT SELECT, INSERT, UPDATE ON ledger_days, mail_months TO subscription;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE ledger_days, mail_months');
  }
}
