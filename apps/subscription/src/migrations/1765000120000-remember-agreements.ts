import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A resident who confirms a topic again does it under the words of that day, and the subscription names only the newest. Each
 * confirmation is kept, so that residents see every notice that they agreed to.
 */
export class RememberAgreements1765000120000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE agreements (
        subscription_id uuid NOT NULL REFERENCES subscriptions,
        version integer NOT NULL,
        topic_version integer NOT NULL,
        notice text NOT NULL REFERENCES notices,
        asked_at timestamptz,
        agreed_at timestamptz NOT NULL,
        PRIMARY KEY (subscription_id, version)
      );
      COMMENT ON COLUMN agreements.version IS 'the one that the subscription got by it';
      COMMENT ON COLUMN agreements.asked_at IS 'null for what was agreed to before this was kept';
      INSERT INTO agreements (subscription_id, version, topic_version, notice, agreed_at)
        SELECT id, CASE state WHEN 'ended' THEN version - 1 ELSE version END, topic_version, notice, started_at
        FROM subscriptions;
      GRANT SELECT, INSERT ON agreements TO subscription;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE agreements');
  }
}
