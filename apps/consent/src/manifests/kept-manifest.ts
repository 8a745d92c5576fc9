import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { EntityManager } from 'typeorm';
import { findPart } from './manifests.query.ts';

/** More than a part can have (`manifest-part.v1`). */
const PART_MAX_OCTETS = 1 << 20;

/** Its parts do not give the hash that the ledger has. */
export class ManifestDiffers extends Error {
  override readonly name = 'ManifestDiffers';
}

export const deflatePart: (lines: string) => Promise<Buffer> = promisify(deflateRaw);

export function inflatePart(deflated: Buffer): Promise<Buffer> {
  return promisify(inflateRaw)(deflated, { maxOutputLength: PART_MAX_OCTETS });
}

/**
 * The lines of a manifest, a part at a time, so that memory does not grow with the audience.
 * @throws ManifestDiffers at their end, unless they are all there and what the ledger's entry commits to.
 */
export async function* manifestLines(
  manager: EntityManager,
  { dispatchId, sha256, parts }: { dispatchId: string; sha256: string; parts: number },
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for (let part = 0; part < parts; part += 1) {
    const deflated = await findPart(manager, dispatchId, part);
    if (!deflated) throw new ManifestDiffers(`part ${part} of the manifest of ${dispatchId} is missing`);
    const lines = await inflatePart(deflated);
    hash.update(lines);
    yield lines;
  }
  if (hash.digest('hex') !== sha256)
    throw new ManifestDiffers(`the manifest of ${dispatchId} is not the one in the ledger`);
}
