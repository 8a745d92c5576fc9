import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Addresses, client addresses and user agents lie beside the payloads that commit to them, so that each can go before its
 * payload does (PROOF-5). They are guarded as records are: nobody changes them, and a legal hold keeps them.
 */
export class KeepDetailsApart1764000800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    await queryRunner.query(guards);
    await queryRunner.query(`
      GRANT SELECT, INSERT, DELETE ON details TO consent;
      GRANT SELECT, INSERT ON detail_deletions TO consent;
    `);
  }

  async down(): Promise<void> {
    throw new Error('consent records are never taken back');
  }
}

const tables = `
  ALTER TABLE pending ADD details text;
  COMMENT ON COLUMN pending.details IS 'what opens the commitments in the payload';

  CREATE TABLE details (
    kind text NOT NULL CHECK (kind IN ('address', 'client_address', 'user_agent')),
    leaf_index bigint NOT NULL,
    value text NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) = 32),
    PRIMARY KEY (kind, leaf_index)
  );
  COMMENT ON TABLE details IS 'opens the commitments inside payloads; each kind has a clock of its own';

  CREATE TABLE detail_deletions (
    event_id uuid PRIMARY KEY,
    kind text NOT NULL,
    leaves int8multirange NOT NULL,
    rule jsonb NOT NULL,
    deleted_at timestamptz NOT NULL
  );
  CREATE INDEX detail_deletions_by_leaf ON detail_deletions USING gist (leaves);
  COMMENT ON TABLE detail_deletions IS 'which details are gone by which rule, as the entries of that event say, for pages that look it up';
`;

const guards = `
  CREATE TRIGGER details_stay BEFORE UPDATE OR TRUNCATE ON details
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER detail_deletions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON detail_deletions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

  CREATE FUNCTION refuse_detail_while_held() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF EXISTS (SELECT 1 FROM holds WHERE lifted_at IS NULL)
       AND EXISTS (SELECT 1 FROM gone JOIN records USING (leaf_index)
                   JOIN holds ON lifted_at IS NULL
                     AND (holds.resident_id IS NULL OR holds.resident_id = records.resident_id)) THEN
      RAISE EXCEPTION 'this detail is under legal hold' USING ERRCODE = 'TL005';
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER details_held AFTER DELETE ON details REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_detail_while_held();

  -- Whoever deletes a record, an erasure or a rule, deletes what opens its details: none is ever left behind.
  CREATE FUNCTION delete_details() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    DELETE FROM details WHERE (kind, leaf_index) IN (
      SELECT kinds.kind, gone.leaf_index
      FROM gone CROSS JOIN (VALUES ('address'), ('client_address'), ('user_agent')) AS kinds (kind));
    RETURN NULL;
  END $$;
  CREATE TRIGGER records_with_details AFTER DELETE ON records REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION delete_details();
`;
