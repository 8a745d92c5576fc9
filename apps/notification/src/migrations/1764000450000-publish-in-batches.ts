import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingBatches } from '#libs/messaging';

/** The relay hands on many messages as one job, each destination by itself. */
export class PublishInBatches1764000450000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(messagingBatches);
  }

  async down(): Promise<void> {
    throw new Error('messages may be on their way in batches');
  }
}
