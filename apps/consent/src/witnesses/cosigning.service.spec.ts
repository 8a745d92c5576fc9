import { mkdtemp } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  encodeVerifierKey,
  encodeWitnessRequest,
  makeVerifierKey,
  openCheckpoint,
  signCheckpoint,
} from '#libs/tlog';
import { WitnessMemory } from '../../../../tools/witness/memory.ts';
import { witnessServer } from '../../../../tools/witness/server.ts';
import { Witness as WitnessProgram } from '../../../../tools/witness/witness.ts';
import { ORIGIN, openConsent, type RunningConsent } from '../consent.testing.ts';
import { fillInbox } from '../ledger.testing.ts';
import { earlierCheckpoints } from '../packages/package.query.ts';
import { PublicationService } from '../publication/publication.service.ts';
import { noteSigner, verifierKey } from '../signing/signing-keys.ts';
import { CosignaturesService } from './cosignatures.service.ts';
import { CosigningService } from './cosigning.service.ts';

const base64 = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const log = noteSigner(ORIGIN, base64(3));
const signer = noteSigner('witness.example.org', base64(9));
const witnessKey = makeVerifierKey(signer.name, 'cosignature', signer.privateKey);

let consent: RunningConsent;
let server: Server;
let memory: WitnessMemory;
let url: string;

beforeEach(async () => {
  memory = new WitnessMemory(await mkdtemp(join(tmpdir(), 'tidings-witness-')));
  const now = () => new Date('2026-03-02T15:00:05.000Z');
  server = witnessServer(new WitnessProgram(signer, { logs: [verifierKey(log)], memory, now }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  consent = await openConsent({
    LEDGER_KEY: base64(3),
    WITNESSES: `${encodeVerifierKey(witnessKey)} ${url}`,
  });
});

afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await consent.stop();
});

async function grow(events: number): Promise<void> {
  await fillInbox(consent, events);
  await consent.sequence();
  await consent.app.get(PublicationService).publish();
}

async function cosign(): Promise<number | undefined> {
  const [witness] = consent.app.get(CosignaturesService).witnesses;
  if (!witness) throw new Error('no witness');
  return consent.app.get(CosigningService).cosign(witness);
}

async function served() {
  const note = (await consent.app.get(CosignaturesService).latestNote()) ?? '';
  return openCheckpoint(note, verifierKey(log), [witnessKey]);
}

async function post(body: string) {
  const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
}

describe('a witness', () => {
  it('PROOF-2: cosigns each checkpoint that continues the one before, and the served one says so', async () => {
    for (const size of [3, 300, 301]) {
      const before = (await consent.app.get(PublicationService).latest())?.size ?? 1;
      await grow(size - before);
      expect(await cosign()).toBe(size);
      expect(await served()).toMatchObject({ size, cosignatures: [{ seconds: 1772463605 }] });
      expect(await cosign()).toBeUndefined();
    }
    const [status] = await consent.app.get(CosignaturesService).status();
    expect(status).toMatchObject({ name: 'witness.example.org', size: 301 });
  });

  it('PROOF-4: stands in a package as of a size if it cosigned before, and changes none by cosigning later', async () => {
    const earlier = (size: number) => earlierCheckpoints(consent.dataSource.manager, size);
    await grow(2);
    await cosign();
    await grow(7);
    expect(await earlier(3)).toEqual([]);
    const before = await earlier(10);
    expect(before.map(({ size }) => size)).toEqual([3]);
    expect(openCheckpoint(before[0]?.note ?? '', verifierKey(log), [witnessKey])).toMatchObject({
      size: 3,
      cosignatures: [{ seconds: 1772463605 }],
    });
    await cosign();
    expect(await earlier(10)).toEqual(before);
    await grow(1);
    const notes = await earlier(11);
    expect(notes.map(({ size, note }) => [size, note.includes('witness.example.org')])).toEqual([[10, true]]);
  });

  it('that remembers more than we know of is asked again from there', async () => {
    await grow(5);
    const note = (await consent.app.get(PublicationService).latest())?.note ?? '';
    const lost = await post(encodeWitnessRequest({ oldSize: 0, hashes: [], checkpoint: note }));
    expect(lost.status).toBe(200);
    await grow(5);
    expect(await cosign()).toBe(11);
  });

  it('that has seen a larger ledger than ours is an error, and nothing is published as cosigned', async () => {
    await grow(2);
    const larger = signCheckpoint({ size: 99, root: Buffer.alloc(32, 1) }, log);
    await post(encodeWitnessRequest({ oldSize: 0, hashes: [], checkpoint: larger }));
    await expect(cosign()).rejects.toThrow('it has cosigned 99 entries of this ledger');
    expect((await served()).cosignatures).toEqual([]);
  });

  it('that is gone holds up nothing', async () => {
    server.close();
    server.closeAllConnections();
    await grow(2);
    await expect(cosign()).rejects.toThrow();
    expect((await served()).size).toBe(3);
  });

  it('refuses the same size with another root, what does not continue, and strangers, as C2SP says', async () => {
    const at = (size: number, fill: number, by = log) =>
      signCheckpoint({ size, root: Buffer.alloc(32, fill) }, by);
    const ask = (oldSize: number, checkpoint: string) =>
      post(encodeWitnessRequest({ oldSize, hashes: [], checkpoint }));
    expect((await ask(0, at(5, 1))).status).toBe(200);
    expect(await ask(5, at(5, 2))).toEqual({ status: 409, type: 'text/x.tlog.size', body: '5\n' });
    expect(await ask(0, at(6, 1))).toEqual({ status: 409, type: 'text/x.tlog.size', body: '5\n' });
    expect((await ask(5, at(6, 1))).status).toBe(422);
    expect((await ask(6, at(5, 1))).status).toBe(400);
    expect((await ask(5, at(6, 1, noteSigner(ORIGIN, base64(4))))).status).toBe(403);
    expect((await ask(0, at(6, 1, noteSigner('other.example.ca', base64(3))))).status).toBe(404);
    expect((await post('nonsense')).status).toBe(400);
    expect((await ask(5, at(5, 1))).status).toBe(200);
    expect((await memory.read(ORIGIN))?.size).toBe(5);
  });
});
