import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What has left the city: each checkpoint as it was signed, its cosignatures, the keys, and the days on which it was mailed. */
export class CreatePublication1764000100001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    for (const table of ['signed_checkpoints', 'cosignatures', 'ledger_keys', 'checkpoint_mailings']) {
      await queryRunner.query(`
        CREATE TRIGGER ${table}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        GRANT SELECT, INSERT ON ${table} TO consent;
      `);
    }
  }

  async down(): Promise<void> {
    throw new Error('a ledger is never taken back');
  }
}

const tables = `
  CREATE TABLE signed_checkpoints (
    size bigint PRIMARY KEY REFERENCES checkpoints (size),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL,
    signed_at timestamptz NOT NULL
  );
  COMMENT ON TABLE signed_checkpoints IS 'every checkpoint that was ever published, as a C2SP signed note';

  CREATE TABLE cosignatures (
    size bigint NOT NULL REFERENCES signed_checkpoints (size),
    witness text NOT NULL,
    line text NOT NULL,
    cosigned_at timestamptz NOT NULL,
    PRIMARY KEY (size, witness)
  );
  CREATE INDEX cosignatures_by_witness ON cosignatures (witness, size);
  COMMENT ON COLUMN cosignatures.witness IS 'verifier key of the witness';
  COMMENT ON COLUMN cosignatures.cosigned_at IS 'by the clock of the witness';

  CREATE TABLE ledger_keys (
    verifier_key text PRIMARY KEY,
    statement text NOT NULL,
    began_at timestamptz NOT NULL
  );
  COMMENT ON COLUMN ledger_keys.statement IS 'a note that names the key, signed by it and by the keys before it';

  CREATE TABLE checkpoint_mailings (
    day date PRIMARY KEY,
    size bigint NOT NULL REFERENCES signed_checkpoints (size)
  );
  COMMENT ON TABLE checkpoint_mailings IS 'which checkpoint the holders were mailed on which day of the city';
`;
