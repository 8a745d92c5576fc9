import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far each finished dispatch's list of deliveries was handed over to *consent*. */
export class HandManifestsOver1764000900001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE manifest_handovers (
        dispatch_id uuid PRIMARY KEY REFERENCES dispatches,
        manifest text CHECK (manifest ~ '^[0-9a-f]{64}$'),
        part_lines integer NOT NULL CHECK (part_lines > 0),
        parts integer NOT NULL CHECK (parts > 0),
        posted integer NOT NULL DEFAULT 0 CHECK (posted BETWEEN 0 AND parts),
        last_resident uuid,
        began_at timestamptz NOT NULL,
        finished_at timestamptz,
        CHECK (finished_at IS NULL OR posted = parts)
      );
      CREATE INDEX manifest_handovers_open ON manifest_handovers (began_at) WHERE finished_at IS NULL;
      COMMENT ON COLUMN manifest_handovers.manifest IS 'its SHA-256; null until it was computed, for dispatches older than this table';
      COMMENT ON COLUMN manifest_handovers.last_resident IS 'of the last line that was posted: where the next part begins';
      COMMENT ON COLUMN manifest_handovers.finished_at IS 'all parts are acknowledged';

      INSERT INTO manifest_handovers (dispatch_id, part_lines, parts, began_at)
      SELECT id, 5000, greatest(1, ceil(audience / 5000.0)), finished_at FROM dispatches WHERE state = 'finished';

      GRANT SELECT, INSERT, UPDATE ON manifest_handovers TO notification;
    `);
  }

  async down(): Promise<void> {
    throw new Error('who was sent what is evidence and is not taken back');
  }
}
