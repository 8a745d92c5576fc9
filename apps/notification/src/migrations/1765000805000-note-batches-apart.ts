import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingOnWay } from '#libs/messaging';

/** A message costs its sender one row that is written and deleted; before, publishing it wrote it once more, with three indexes. */
export class NoteBatchesApart1765000805000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(messagingOnWay('notification'));
  }

  async down(): Promise<void> {
    throw new Error('messages may be on their way in batches');
  }
}
