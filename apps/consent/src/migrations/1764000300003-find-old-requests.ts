import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Retention looks for old requests every day, among all that there ever were. */
export class FindOldRequests1764000300003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX records_of_requests ON records (occurred_at) WHERE action IN ('asked', 'declined')`,
    );
  }

  async down(): Promise<void> {
    throw new Error('consent records are never taken back');
  }
}
