import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingGrants, messagingTables } from '#libs/messaging';

export class CreateTables1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(messagingTables);
    await queryRunner.query(messagingGrants('subscription'));
    await queryRunner.query(`
      CREATE TABLE topics (
        slug text PRIMARY KEY,
        version integer NOT NULL CHECK (version > 0),
        position integer NOT NULL,
        open boolean NOT NULL,
        facts jsonb NOT NULL,
        published_at timestamptz NOT NULL
      );
      COMMENT ON COLUMN topics.facts IS 'what the city wrote about the topic, by language; see topic-facts.ts';

      CREATE TABLE notices (
        sha256 text PRIMARY KEY,
        topic text NOT NULL REFERENCES topics,
        topic_version integer NOT NULL,
        language text NOT NULL,
        text text NOT NULL,
        UNIQUE (topic, topic_version, language)
      );

      CREATE TABLE residents (
        id uuid PRIMARY KEY,
        address text NOT NULL,
        address_hash bytea NOT NULL UNIQUE,
        language text NOT NULL,
        created_at timestamptz NOT NULL
      );
      COMMENT ON COLUMN residents.address_hash IS 'HMAC of the normalised address under ADDRESS_KEY';

      CREATE TABLE requests (
        id uuid PRIMARY KEY,
        resident_id uuid NOT NULL,
        address text NOT NULL,
        address_hash bytea NOT NULL,
        language text NOT NULL,
        topics jsonb NOT NULL,
        token_hash bytea UNIQUE,
        state text NOT NULL CHECK (state IN ('pending', 'confirmed', 'declined')),
        asked_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX requests_by_address ON requests (address_hash, asked_at);
      CREATE INDEX requests_by_expiry ON requests (expires_at);
      COMMENT ON COLUMN requests.token_hash IS 'SHA-256 of the confirmation token; null when no mail was sent (ASK-6)';

      CREATE TABLE touches (
        request_id uuid NOT NULL REFERENCES requests ON DELETE CASCADE,
        touched_at timestamptz NOT NULL
      );
      CREATE INDEX touches_by_request ON touches (request_id);
      COMMENT ON TABLE touches IS 'visits to a confirmation page: people and mail scanners alike (CONF-2)';

      CREATE TABLE subscriptions (
        id uuid PRIMARY KEY,
        resident_id uuid NOT NULL,
        topic text NOT NULL REFERENCES topics,
        topic_version integer NOT NULL,
        notice text NOT NULL REFERENCES notices,
        state text NOT NULL CHECK (state IN ('active', 'ended')),
        version integer NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text,
        CHECK ((state = 'ended') = (ended_at IS NOT NULL AND end_reason IS NOT NULL))
      );
      CREATE UNIQUE INDEX subscriptions_active ON subscriptions (resident_id, topic) WHERE state = 'active';
      CREATE INDEX subscriptions_by_resident ON subscriptions (resident_id, topic);
    `);
    await queryRunner.query(`
      GRANT SELECT, INSERT, UPDATE ON topics, residents, subscriptions TO subscription;
      GRANT SELECT, INSERT ON notices TO subscription;
      GRANT SELECT, INSERT, UPDATE, DELETE ON requests, touches TO subscription;
    `);
  }

  async down(): Promise<void> {
    throw new Error('there is nothing before the first migration');
  }
}
