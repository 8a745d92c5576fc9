import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAnnouncements1764000200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE consultations (
        slug text PRIMARY KEY,
        topics text[] NOT NULL,
        position integer NOT NULL,
        opens_on date NOT NULL,
        closes_on date NOT NULL,
        facts jsonb NOT NULL,
        CHECK (opens_on <= closes_on)
      );
      COMMENT ON COLUMN consultations.facts IS 'what the city wrote about it, by language; see consultation-facts.ts';

      CREATE TABLE announcements (
        id uuid PRIMARY KEY,
        topic text NOT NULL,
        state text NOT NULL CHECK (state IN ('draft', 'submitted', 'scheduled', 'dispatched', 'cancelled')),
        author_subject text NOT NULL,
        author_name text NOT NULL,
        consultation text REFERENCES consultations,
        send_at timestamptz,
        scheduled_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CHECK ((state IN ('scheduled', 'dispatched')) = (scheduled_at IS NOT NULL))
      );
      CREATE INDEX announcements_due ON announcements (scheduled_at) WHERE state = 'scheduled';
      CREATE INDEX announcements_by_change ON announcements (updated_at);
      COMMENT ON COLUMN announcements.send_at IS 'chosen by the author; null: as soon as it is released';
      COMMENT ON COLUMN announcements.scheduled_at IS 'when its dispatch is due; set by the release';

      CREATE TABLE announcement_texts (
        announcement_id uuid NOT NULL REFERENCES announcements,
        language text NOT NULL,
        subject text NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (announcement_id, language)
      );
      COMMENT ON COLUMN announcement_texts.body IS 'Markdown without raw HTML (MSG-3)';

      CREATE TABLE releases (
        id uuid PRIMARY KEY,
        announcement_id uuid NOT NULL REFERENCES announcements,
        content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
        content text NOT NULL,
        author_subject text NOT NULL,
        approver_subject text NOT NULL,
        approver_name text NOT NULL,
        released_at timestamptz NOT NULL,
        voided_at timestamptz,
        void_reason text CHECK (void_reason IN ('edited', 'cancelled', 'content-changed', 'no-longer-fit')),
        CHECK (author_subject <> approver_subject),
        CHECK ((voided_at IS NULL) = (void_reason IS NULL))
      );
      CREATE UNIQUE INDEX releases_that_hold ON releases (announcement_id) WHERE voided_at IS NULL;
      COMMENT ON COLUMN releases.content IS 'the canonical JSON whose SHA-256 is content_hash (MSG-2)';
    `);
    await queryRunner.query(`
      GRANT SELECT, INSERT, UPDATE ON announcements, consultations TO notification;
      GRANT SELECT, INSERT, UPDATE, DELETE ON announcement_texts TO notification;
      GRANT SELECT, INSERT, UPDATE (voided_at, void_reason) ON releases TO notification;
    `);
  }

  async down(): Promise<void> {
    throw new Error('a release is evidence and is not taken back');
  }
}
