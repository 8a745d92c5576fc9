import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What *notification* tells: announcements that went out, and what residents are invited to. */
export class KeepNews1765000001000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE announcements (
        id uuid PRIMARY KEY,
        topic text NOT NULL,
        subjects jsonb NOT NULL,
        published_at timestamptz NOT NULL
      );
      CREATE INDEX announcements_by_topic ON announcements (topic, published_at DESC);
      COMMENT ON COLUMN announcements.subjects IS 'by language';

      CREATE TABLE consultations (
        slug text PRIMARY KEY,
        topics text[] NOT NULL,
        titles jsonb NOT NULL,
        summaries jsonb NOT NULL,
        opens_on date NOT NULL,
        closes_on date NOT NULL,
        published_at timestamptz NOT NULL
      );
      CREATE INDEX consultations_by_end ON consultations (closes_on);
      GRANT SELECT, INSERT, UPDATE ON announcements, consultations TO subscription;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE announcements, consultations');
  }
}
