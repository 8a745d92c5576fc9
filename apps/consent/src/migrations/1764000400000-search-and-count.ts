import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lets the console find any page of millions of entries at once, and show how many came when. */
export class SearchAndCount1764000400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    await queryRunner.query(fill);
    await queryRunner.query(`
      GRANT SELECT, INSERT ON record_topics TO consent;
      GRANT SELECT, INSERT, UPDATE ON tallies_by_hour, integrity_checks TO consent;
    `);
  }

  async down(): Promise<void> {
    throw new Error('a ledger is never taken back');
  }
}

const tables = `
  CREATE INDEX leaves_of_kind ON leaves (kind, index) WHERE kind <> 'consent';
  CREATE INDEX records_by_action ON records (action, leaf_index);
  CREATE INDEX records_by_announcement ON records ((payload::jsonb ->> 'announcement_id'), leaf_index)
    WHERE action IN ('released-announcement', 'finished-dispatch');
  CREATE INDEX checkpoints_by_time ON checkpoints (made_at, size);

  CREATE TABLE record_topics (
    topic text NOT NULL,
    action text NOT NULL,
    leaf_index bigint NOT NULL,
    PRIMARY KEY (topic, action, leaf_index)
  );
  COMMENT ON TABLE record_topics IS 'which entries are about a topic; says nothing about a resident, so erasure leaves it';

  CREATE TABLE tallies_by_hour (
    hour timestamptz NOT NULL,
    kind text NOT NULL,
    action text NOT NULL,
    leaves bigint NOT NULL,
    PRIMARY KEY (hour, kind, action)
  );
  COMMENT ON TABLE tallies_by_hour IS 'tallies by the hour of the commit: the days of any time zone can be summed from hours';

  CREATE TABLE integrity_checks (
    id uuid PRIMARY KEY,
    asked_by text NOT NULL,
    started_at timestamptz NOT NULL,
    size bigint NOT NULL,
    checked bigint NOT NULL,
    seen_at timestamptz NOT NULL,
    finished_at timestamptz,
    finding text,
    CHECK (finding IS NULL OR finished_at IS NOT NULL)
  );
  CREATE INDEX integrity_checks_by_time ON integrity_checks (started_at);
  COMMENT ON COLUMN integrity_checks.finding IS 'the first thing that does not agree; null when everything does';
`;

/** For a ledger that was there before these tables. */
const fill = `
  INSERT INTO record_topics (topic, action, leaf_index)
  SELECT DISTINCT asked ->> 'topic', action, leaf_index
  FROM records, jsonb_array_elements(payload::jsonb -> 'topics') AS asked;

  INSERT INTO tallies_by_hour (hour, kind, action, leaves)
  SELECT date_trunc('hour', made_at, 'UTC'), kind, coalesce(action, ''), count(*)
  FROM leaves LEFT JOIN records ON records.leaf_index = leaves.index
  CROSS JOIN LATERAL (SELECT made_at FROM checkpoints WHERE size > leaves.index ORDER BY size LIMIT 1) AS checkpoint
  GROUP BY 1, 2, 3;
`;
