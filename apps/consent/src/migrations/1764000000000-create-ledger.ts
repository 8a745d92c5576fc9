import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingGrants, messagingTables } from '#libs/messaging';

/**
 * The log itself: leaves, the tree over them, and the sizes and roots it had. Rights and triggers both refuse every change
 * of what was written; triggers hold against the owner of the tables too.
 */
export class CreateLedger1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(messagingTables);
    await queryRunner.query(messagingGrants('consent'));
    await queryRunner.query(tables);
    await queryRunner.query(guards);
    await queryRunner.query(`
      GRANT SELECT, INSERT ON leaves, checkpoints TO consent;
      GRANT SELECT, INSERT, UPDATE ON tiles, tallies TO consent;
    `);
  }

  async down(): Promise<void> {
    throw new Error('a ledger is never taken back');
  }
}

const tables = `
  CREATE TABLE leaves (
    index bigint PRIMARY KEY CHECK (index >= 0),
    kind text NOT NULL,
    entry bytea NOT NULL CHECK (octet_length(entry) <= 1024),
    hash bytea NOT NULL CHECK (hash = sha256('\\x00'::bytea || entry))
  );
  COMMENT ON COLUMN leaves.hash IS 'RFC 6962 section 2.1: SHA-256 of a zero octet and the entry';

  CREATE TABLE tiles (
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 63),
    index bigint NOT NULL CHECK (index >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    PRIMARY KEY (level, index)
  );
  COMMENT ON TABLE tiles IS 'C2SP tlog-tiles; the last tile of a level grows until it holds 256 hashes';

  CREATE TABLE checkpoints (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    made_at timestamptz NOT NULL
  );

  CREATE TABLE tallies (
    kind text NOT NULL,
    action text NOT NULL,
    leaves bigint NOT NULL,
    PRIMARY KEY (kind, action)
  );
  COMMENT ON TABLE tallies IS 'how many leaves there are of each sort, so that no page has to count millions of rows';
`;

const guards = `
  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'TL001';
  END $$;

  CREATE TRIGGER leaves_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON leaves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER checkpoints_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER tiles_stay BEFORE DELETE OR TRUNCATE ON tiles
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

  CREATE FUNCTION refuse_gap() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  DECLARE
    first bigint;
    last bigint;
    added bigint;
  BEGIN
    SELECT min(index), max(index), count(*) INTO first, last, added FROM new_leaves;
    IF added = 0 THEN RETURN NULL; END IF;
    IF last - first + 1 <> added
       OR first <> (SELECT coalesce(max(index) + 1, 0) FROM leaves WHERE index < first)
       OR last <> (SELECT max(index) FROM leaves) THEN
      RAISE EXCEPTION 'leaves are appended without a gap' USING ERRCODE = 'TL002';
    END IF;
    RETURN NULL;
  END $$;

  CREATE TRIGGER leaves_append AFTER INSERT ON leaves REFERENCING NEW TABLE AS new_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_gap();

  CREATE FUNCTION refuse_shrink() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF NEW.level <> OLD.level OR NEW.index <> OLD.index
       OR octet_length(NEW.hashes) <= octet_length(OLD.hashes)
       OR substring(NEW.hashes FOR octet_length(OLD.hashes)) <> OLD.hashes THEN
      RAISE EXCEPTION 'a tile only grows' USING ERRCODE = 'TL003';
    END IF;
    RETURN NEW;
  END $$;

  CREATE TRIGGER tiles_grow BEFORE UPDATE ON tiles FOR EACH ROW EXECUTE FUNCTION refuse_shrink();

  CREATE FUNCTION refuse_foreign_size() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF NEW.size <> (SELECT max(index) + 1 FROM leaves)
       OR NEW.size <= (SELECT coalesce(max(size), 0) FROM checkpoints) THEN
      RAISE EXCEPTION 'a checkpoint has the size of the ledger' USING ERRCODE = 'TL004';
    END IF;
    RETURN NEW;
  END $$;

  CREATE TRIGGER checkpoints_follow BEFORE INSERT ON checkpoints
    FOR EACH ROW EXECUTE FUNCTION refuse_foreign_size();
`;
