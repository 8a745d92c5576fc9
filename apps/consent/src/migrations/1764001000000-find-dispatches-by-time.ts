import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets the console find the dispatches around a moment among all that there ever were. Times are ISO 8601 in UTC: they sort as text. */
export class FindDispatchesByTime1764001000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX records_by_planned_at ON records ((payload::jsonb ->> 'planned_at') COLLATE "C")
        WHERE action = 'finished-dispatch'
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX records_by_planned_at');
  }
}
