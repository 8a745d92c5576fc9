import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  encodeVerifierKey,
  type HashTile,
  leafHash,
  openCheckpoint,
  type ReadTiles,
  RightEdge,
  type TreeHead,
} from '#libs/tlog';
import { Signer } from './signer.ts';
import { SignerRefusal } from './signer-refusal.ts';
import { SignerState } from './signer-state.ts';
import { noteSigner, verifierKey } from './signing-keys.ts';

const ORIGIN = 'ledger.example.ca/tidings/vector';
const key = noteSigner(ORIGIN, Buffer.alloc(32, 1).toString('base64'));

let folder: string;
let signer: Signer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidings-signer-'));
  signer = new Signer([key], new SignerState(folder));
});

afterEach(() => rm(folder, { recursive: true }));

/** A log in memory. @param word makes its entries another log's. */
function log(word: string): { grow(to: number): TreeHead; readTiles: ReadTiles } {
  const tiles = new Map<string, HashTile>();
  let edge = RightEdge.empty;
  return {
    grow: (to) => {
      const added = Array.from({ length: to - edge.size }, (_, at) =>
        leafHash(Buffer.from(`${word} ${edge.size + at}`)),
      );
      const growth = edge.append(added);
      edge = growth.edge;
      for (const tile of growth.tiles) tiles.set(`${tile.level}/${tile.index}`, tile);
      return { size: growth.size, root: growth.root };
    },
    readTiles: async (wanted) =>
      wanted.map(({ level, index }) => tiles.get(`${level}/${index}`)?.hashes ?? new Uint8Array()),
  };
}

describe('the signer', () => {
  it('PROOF-2: has the key and signs the root of the golden vector that software of others accepts', async () => {
    expect(encodeVerifierKey(verifierKey(key))).toBe(
      'ledger.example.ca/tidings/vector+4897bcd6+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c',
    );
    const entries = [
      '{"c":"zOgObRyTQzktKk5FFlS89rRuFavRVG7AVkrzjSxj2x8=","k":"consent","v":1}',
      '{"k":"notice","sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","v":1}',
      'third',
    ];
    const { size, root, tiles } = RightEdge.empty.append(
      entries.map((entry) => leafHash(Buffer.from(entry))),
    );
    const note = await signer.sign({ size, root }, async () => tiles.map(({ hashes }) => hashes));
    expect(note).toBe(
      `${ORIGIN}\n3\nMNq6fov6OHqc1fYpBZTuV7Pb7WeMdeBiWuu90QHLIVc=\n\n` +
        `— ${ORIGIN} SJe81sTU9lnc3Fbl2lm1gHa/hGxuaJh3wrEWquSGm0IzfxH/PdholBGGauT3Py7D01+YPDRHMWkSHrAcu7RiEH1AygY=\n`,
    );
  });

  it('remembers what it signed before the signature leaves, as the checkpoint says it', async () => {
    const { grow, readTiles } = log('a');
    const note = await signer.sign(grow(300), readTiles);
    expect(`${await readFile(join(folder, 'signed-last'), 'utf8')}\n`).toBe(note.slice(0, note.indexOf('—')));
    expect(await readdir(folder)).toEqual(['signed-last']);
  });

  it('signs every continuation, and the same tree twice', async () => {
    const { grow, readTiles } = log('a');
    for (const size of [1, 2, 255, 256, 257, 1000]) {
      const head = grow(size);
      const note = await signer.sign(head, readTiles);
      expect(openCheckpoint(note, verifierKey(key)).size).toBe(size);
      expect(await signer.sign(head, readTiles)).toBe(note);
    }
  });

  it('refuses a smaller tree: a restored backup', async () => {
    const { grow, readTiles } = log('a');
    const older = grow(10);
    await signer.sign(grow(20), readTiles);
    await expect(signer.sign(older, readTiles)).rejects.toThrow('an older backup was restored');
  });

  it.each([20, 21, 300])('refuses another tree of %d entries after one of 20', async (size) => {
    const ours = log('a');
    await signer.sign(ours.grow(20), ours.readTiles);
    const other = log('b');
    await expect(signer.sign(other.grow(size), other.readTiles)).rejects.toThrow(SignerRefusal);
    expect((await signer.last())?.root).toEqual(ours.grow(20).root);
  });

  it('refuses a root that does not follow from the tiles', async () => {
    const { grow, readTiles } = log('a');
    const head = { ...grow(20), root: log('b').grow(20).root };
    await expect(signer.sign(head, readTiles)).rejects.toThrow('does not follow from the tiles');
  });

  it.each([
    ['damaged', 'ledger.example.ca\n'],
    ['of another ledger', 'other.example.ca\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
  ])('refuses when its own memory is %s', async (_case, text) => {
    await writeFile(join(folder, 'signed-last'), text);
    const { grow, readTiles } = log('a');
    await expect(signer.sign(grow(3), readTiles)).rejects.toThrow(SignerRefusal);
  });

  it('signs with a new key and the old one, so that each of them is enough to check', async () => {
    const newer = noteSigner(ORIGIN, Buffer.alloc(32, 2).toString('base64'));
    const { grow, readTiles } = log('a');
    const note = await new Signer([newer, key], new SignerState(folder)).sign(grow(5), readTiles);
    for (const each of [newer, key]) expect(openCheckpoint(note, verifierKey(each)).size).toBe(5);
  });
});
