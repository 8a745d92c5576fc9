import type { MigrationInterface, QueryRunner } from 'typeorm';

/** ABUSE-2: which addresses asked for what is held about them in the last day. Known or not, they look the same here. */
export class LimitAccessRequests1764000700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE access_requests (
        address_hash bytea PRIMARY KEY,
        asked_at timestamptz NOT NULL
      );
      CREATE INDEX access_requests_by_time ON access_requests (asked_at);
      GRANT SELECT, INSERT, UPDATE, DELETE ON access_requests TO subscription;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE access_requests');
  }
}
