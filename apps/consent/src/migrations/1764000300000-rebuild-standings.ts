import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Standings are derived, so the service may replace them by what follows from the ledger. */
export class RebuildStandings1764000300000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('GRANT DELETE ON standings TO consent');
  }

  async down(): Promise<void> {
    throw new Error('standings are never taken back');
  }
}
