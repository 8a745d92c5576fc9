import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which consultations *subscription* has heard of: those that are there already have still to be told. */
export class TellConsultations1765000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE consultations ADD COLUMN told_at timestamptz');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE consultations DROP COLUMN told_at');
  }
}
