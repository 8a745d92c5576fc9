import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Each statement of a sender is about one dispatch, and goes straight to its partition: one that names the whole table cannot keep its
 * plan without one for each dispatch that is kept, and looks for the partition anew each time.
 */
export class OpenPartitions1765000800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(openDeliveries);
    await queryRunner.query(openBefore);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('a sender that runs writes into them'));
  }
}

// As before, and with the rights that the service has to the whole table.
const openDeliveries = `
  CREATE OR REPLACE FUNCTION open_deliveries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = notification, pg_temp AS $$
  DECLARE part text := 'deliveries_' || replace(NEW.id::text, '-', '');
  BEGIN
    EXECUTE format('CREATE TABLE %I (LIKE deliveries INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', part);
    EXECUTE format('ALTER TABLE deliveries ATTACH PARTITION %I FOR VALUES IN (%L)', part, NEW.id);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO notification', part);
    RETURN NULL;
  END
  $$;
`;

const openBefore = `
  DO $$
  DECLARE part regclass;
  BEGIN
    FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'deliveries'::regclass LOOP
      EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %s TO notification', part);
    END LOOP;
  END
  $$;
`;
