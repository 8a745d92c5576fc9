import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint } from '#libs/tlog';
import { copyOf } from '../../../../test/support/index.ts';
import { openConsent, type RunningConsent, signerFolder } from '../consent.testing.ts';
import { fillInbox, naiveRoot, storedEntries } from '../ledger.testing.ts';
import { Signer } from '../signing/signer.ts';
import { SignerState } from '../signing/signer-state.ts';
import { noteSigner, verifierKey } from '../signing/signing-keys.ts';
import { PublicationService } from './publication.service.ts';
import { findHead } from './signed-checkpoints.query.ts';
import { storedTiles } from './stored-tiles.ts';

let consent: RunningConsent;

beforeEach(async () => {
  consent = await openConsent();
});

afterEach(async () => {
  await consent.stop();
});

async function grow(events: number): Promise<void> {
  await fillInbox(consent, events);
  await consent.sequence();
}

function ownSigner() {
  const { ledgerOrigin, ledgerKey, signerFolder: folder } = consent.settings;
  const signer = noteSigner(ledgerOrigin, String(ledgerKey[0]));
  return { key: verifierKey(signer), signer: new Signer([signer], new SignerState(folder)) };
}

function open(note: string | undefined): OpenedCheckpoint {
  return openCheckpoint(note ?? '', ownSigner().key);
}

describe('a published checkpoint', () => {
  it('PROOF-2: is signed and says size and root of all entries, and is there once', async () => {
    const publication = consent.app.get(PublicationService);
    expect(await publication.publish()).toBeUndefined();
    await grow(300);
    const { size, root } = open((await publication.publish())?.note);
    expect({ size, root }).toEqual({ size: 301, root: naiveRoot(await storedEntries(consent)) });
    expect(await publication.publish()).toBeUndefined();
  });

  it('stays when it is followed by others, and nobody can take it back', async () => {
    const publication = consent.app.get(PublicationService);
    await grow(1);
    await publication.publish();
    await grow(1);
    await publication.publish();
    const rows = await consent.dataSource.query('SELECT size FROM signed_checkpoints ORDER BY size');
    expect(rows).toEqual([{ size: '2' }, { size: '3' }]);
    for (const statement of ['DELETE FROM signed_checkpoints', "UPDATE signed_checkpoints SET note = ''"]) {
      await expect(consent.dataSource.query(statement)).rejects.toMatchObject({ code: '42501' });
      await expect(asOwner(`SET search_path = consent; ${statement}`)).rejects.toMatchObject({
        code: 'TL001',
      });
    }
  });

  it('SEND-3: a signer that was killed after it remembered and before it published goes on with that tree', async () => {
    await grow(5);
    const { manager } = consent.dataSource;
    const head = await findHead(manager);
    const lost = await ownSigner().signer.sign(head, storedTiles(manager));
    const publication = consent.app.get(PublicationService);
    await publication.check();
    expect((await publication.publish())?.note).toBe(lost);
    await grow(2);
    expect(open((await publication.publish())?.note).size).toBe(8);
  });

  it('is signed by one of two replicas that try at once', async () => {
    const other = await openConsent({ SIGNER_FOLDER: consent.settings.signerFolder }, consent.database);
    try {
      await grow(5);
      const both = [consent, other].map(({ app }) => app.get(PublicationService).publish());
      const published = await Promise.all(both);
      expect(published.filter((each) => each !== undefined)).toHaveLength(1);
    } finally {
      await other.stop();
    }
  });
});

describe('on start', () => {
  it('PROOF-3: a database that is behind what was signed is refused, and the operator is told why', async () => {
    await grow(3);
    const publication = consent.app.get(PublicationService);
    await publication.publish();
    const backup = await copyOf(consent.database);
    await grow(3);
    await publication.publish();
    const restored = await openConsent(
      {
        DATABASE_URL: backup.urls.consent,
        SIGNER_FOLDER: consent.settings.signerFolder,
      },
      consent.database,
    );
    try {
      await expect(restored.app.init()).rejects.toThrow(
        'The ledger cannot go on: 7 entries were signed, and the database has 4: an older backup was restored.',
      );
      // Also when it has grown past what was signed, which it would have done by now had it gone on.
      await fillInbox(restored, 10);
      await restored.sequence();
      await expect(restored.app.get(PublicationService).publish()).rejects.toThrow('do not continue the 7');
    } finally {
      await restored.stop();
      await backup.drop();
    }
  });

  it('a signer that forgot what was published is refused', async () => {
    await grow(3);
    const publication = consent.app.get(PublicationService);
    await publication.publish();
    await expect(publication.check()).resolves.toBeUndefined();
    await rm(consent.settings.signerFolder, { recursive: true });
    await expect(publication.check()).rejects.toThrow('the signer remembers nothing');
    await grow(1);
    await expect(publication.publish()).rejects.toThrow('the signer remembers nothing');
  });

  it('an operator who lost the file writes it from any copy of the checkpoint', async () => {
    await grow(3);
    const publication = consent.app.get(PublicationService);
    const note = (await publication.publish())?.note ?? '';
    const { signerFolder: folder } = consent.settings;
    await rm(folder, { recursive: true });
    await new SignerState(folder).write(parseCheckpoint(note.slice(0, note.indexOf('\n\n') + 1)));
    await grow(1);
    expect((await publication.publish())?.size).toBe(5);
  });

  it('another database than the one that was signed is refused', async () => {
    await grow(3);
    await consent.app.get(PublicationService).publish();
    const other = await openConsent({ SIGNER_FOLDER: consent.settings.signerFolder });
    try {
      await fillInbox(other, 9);
      await other.sequence();
      await expect(other.app.get(PublicationService).check()).rejects.toThrow('do not continue the 4');
      expect(signerFolder()).not.toBe(consent.settings.signerFolder);
    } finally {
      await other.stop();
    }
  });
});

async function asOwner(statement: string): Promise<void> {
  const client = new Client({ connectionString: consent.database.ownerUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
