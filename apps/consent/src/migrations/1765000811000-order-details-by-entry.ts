import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Details are written entry by entry, three of each. With the kind first in their key they went to three places of its index, each found
 * by comparing text; with the entry first all of them go to its end.
 */
export class OrderDetailsByEntry1765000811000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE details DROP CONSTRAINT details_pkey, ADD PRIMARY KEY (leaf_index, kind);

      CREATE OR REPLACE FUNCTION delete_details() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
      BEGIN
        DELETE FROM details USING gone WHERE details.leaf_index = gone.leaf_index;
        RETURN NULL;
      END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('consent records are never taken back');
  }
}
