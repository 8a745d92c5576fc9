import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A standing says why it is so, and until when: implied consent ends by itself, and no import revives what was left. */
export class LetImpliedConsentEnd1764000300001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE standings ADD basis text, ADD expires_at timestamptz, ADD ended_by text;
      UPDATE standings SET basis = 'express' WHERE status = 'granted';
      UPDATE standings SET ended_by = 'withdrew' WHERE status = 'ended';
      ALTER TABLE standings
        ADD CHECK (basis IN ('express', 'imported', 'implied')),
        ADD CHECK (ended_by IN ('withdrew', 'expired', 'erased')),
        ADD CHECK ((status = 'granted') = (basis IS NOT NULL)),
        ADD CHECK ((status = 'ended') = (ended_by IS NOT NULL)),
        ADD CHECK ((basis IS NOT DISTINCT FROM 'implied') = (expires_at IS NOT NULL));
      CREATE INDEX standings_by_expiry ON standings (expires_at) WHERE expires_at IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('standings are never taken back');
  }
}
