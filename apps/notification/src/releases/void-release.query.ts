import { type EntityManager, IsNull } from 'typeorm';
import { ReleaseEntity, type VoidReason } from './release.entity.ts';

/** Ends the release that holds, if there is one. It stays in the table, with the reason. */
export async function voidRelease(
  manager: EntityManager,
  announcementId: string,
  { reason, at }: { reason: VoidReason; at: Date },
): Promise<void> {
  await manager.update(
    ReleaseEntity,
    { announcementId, voidedAt: IsNull() },
    { voidedAt: at, voidReason: reason },
  );
}
