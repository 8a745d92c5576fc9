import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the residents' site was told of each month, so that it is told again only when it changed. */
export class TellFigures1765000500100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE told_figures (
        month text PRIMARY KEY,
        figures jsonb NOT NULL
      );
      CREATE INDEX bounces_by_time ON bounces (bounced_at);
      CREATE INDEX complaints_by_time ON complaints (complained_at);
      GRANT SELECT, INSERT, UPDATE ON told_figures TO notification;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE told_figures; DROP INDEX bounces_by_time, complaints_by_time');
  }
}
