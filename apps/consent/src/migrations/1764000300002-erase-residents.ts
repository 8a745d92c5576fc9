import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom was erased, and what is under legal hold. Records may go now, but for those that are held. */
export class EraseResidents1764000300002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE erasures (
        id uuid PRIMARY KEY,
        erased_at timestamptz NOT NULL
      );
      COMMENT ON TABLE erasures IS 'lines of the erasure journal that were carried out in this database';

      CREATE TABLE erased_residents (
        resident_id uuid PRIMARY KEY,
        erasure_id uuid NOT NULL REFERENCES erasures
      );
      COMMENT ON TABLE erased_residents IS 'events of theirs that were still on their way are not recorded';

      CREATE TABLE holds (
        id uuid PRIMARY KEY,
        resident_id uuid,
        reason text NOT NULL,
        set_by text NOT NULL,
        set_at timestamptz NOT NULL,
        lifted_by text,
        lifted_at timestamptz,
        CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
      );
      CREATE INDEX holds_open ON holds (resident_id) WHERE lifted_at IS NULL;
      COMMENT ON TABLE holds IS 'legal holds: what is under one that is not lifted cannot be erased';
      COMMENT ON COLUMN holds.resident_id IS 'null: everybody';

      CREATE FUNCTION refuse_while_held() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
      BEGIN
        IF EXISTS (SELECT 1 FROM holds
                   WHERE lifted_at IS NULL AND (resident_id IS NULL OR resident_id = OLD.resident_id)) THEN
          RAISE EXCEPTION 'this record is under legal hold' USING ERRCODE = 'TL005';
        END IF;
        RETURN OLD;
      END $$;
      CREATE TRIGGER records_held BEFORE DELETE ON records FOR EACH ROW EXECUTE FUNCTION refuse_while_held();
    `);
    await queryRunner.query(`
      GRANT SELECT, INSERT ON erasures, erased_residents TO consent;
      GRANT SELECT, INSERT, UPDATE (lifted_by, lifted_at) ON holds TO consent;
      GRANT DELETE ON records, residents TO consent;
    `);
  }

  async down(): Promise<void> {
    throw new Error('an erasure is never taken back');
  }
}
