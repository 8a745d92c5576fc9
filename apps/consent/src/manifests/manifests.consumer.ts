import { Injectable } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import { Clock } from '#libs/clock';
import { ManifestPartV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { keptPayload } from '../acts/act-payloads.ts';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { deflatePart, inflatePart, ManifestDiffers, manifestLines } from './kept-manifest.ts';
import {
  countParts,
  findPart,
  findSend,
  insertPart,
  lockManifest,
  noteKept,
  type SendEntry,
} from './manifests.query.ts';

/** Keeps the lists of deliveries that the ledger's `send` entries commit to (PROOF-4). */
@Injectable()
export class ManifestsConsumer {
  constructor(
    private readonly events: LedgerEvents,
    private readonly clock: Clock,
  ) {}

  /** What does not fit the ledger never will: such a job stays among the failed, and the manifest is never complete. */
  @Takes(ManifestPartV1)
  async part(message: ManifestPartV1, taken: Taken): Promise<void> {
    const { dispatchId, parts, part } = message;
    const { manager } = taken;
    const send = await findSend(manager, dispatchId);
    if (!send) throw new Error('the ledger has no entry of this dispatch yet');
    if (send.manifest !== message.manifest) throw new UnrecoverableError('the ledger has another manifest');
    const manifest = await lockManifest(manager, { dispatchId, send, parts });
    if (manifest.parts !== parts || part >= parts)
      throw new UnrecoverableError(`part ${part} of ${parts} does not fit ${manifest.parts} parts`);
    const deflated = await deflatePart(message.lines);
    if (!(await insertPart(manager, { dispatchId, part, deflated })))
      return refuseOtherLines((await findPart(manager, dispatchId, part)) as Buffer, message.lines);
    if ((await countParts(manager, dispatchId)) === parts) await this.#complete(message, send, taken);
  }

  async #complete({ dispatchId, parts }: ManifestPartV1, send: SendEntry, taken: Taken): Promise<void> {
    const lines = await countLines(
      manifestLines(taken.manager, { dispatchId, sha256: send.manifest, parts }),
    );
    await noteKept(taken.manager, dispatchId, this.clock.now());
    await this.events.record(taken, { kind: 'send', payload: keptPayload({ dispatchId, send, lines }) });
  }
}

async function refuseOtherLines(stored: Buffer, lines: string): Promise<void> {
  if (!(await inflatePart(stored)).equals(Buffer.from(lines)))
    throw new UnrecoverableError('the part was taken before, with other lines');
}

async function countLines(parts: AsyncIterable<Buffer>): Promise<number> {
  let count = 0;
  try {
    for await (const part of parts) for (const octet of part) if (octet === 0x0a) count += 1;
  } catch (error) {
    if (error instanceof ManifestDiffers) throw new UnrecoverableError(error.message);
    throw error;
  }
  return count;
}
