import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeVerifierKey } from '#libs/tlog';
import { eventually } from '../../../../test/support/index.ts';
import { people } from '../../../../tools/development-provider/people.ts';
import { startProvider } from '../../../../tools/development-provider/server.ts';
import { readVerifierKey } from '../../../../tools/tidings-verify/src/note.ts';
import { verify } from '../../../../tools/tidings-verify/src/verify.ts';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { fillSmallLedger } from '../evidence/small-ledger.testing.ts';
import { PublicationService } from '../publication/publication.service.ts';
import { signIn } from '../sign-in.testing.ts';
import { noteSigner, verifierKey } from '../signing/signing-keys.ts';
import type { ExportRow } from './exports.query.ts';
import { ExportsService } from './exports.service.ts';

export interface RunningExports {
  consent: RunningConsent;
  cookie: string;
  /** Writes what waits into the ledger and signs it. @returns its size. */
  publish(): Promise<number>;
  /** Asks as the form does. */
  ask(fields: Record<string, string>): ReturnType<RunningConsent['app']['inject']>;
  /** Asks, and waits until it is made. @returns the file. */
  make(fields: Record<string, string>): Promise<{ row: ExportRow; body: Buffer; disposition: string }>;
  /** Checks a package with the verifier. */
  check(body: Buffer): ReturnType<typeof verify>;
  stop(): Promise<void>;
}

/** Somebody with the role auditor, before a small ledger that is signed. */
export async function runExports(): Promise<RunningExports> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-exports-'));
  const facts = { port: 0, publicUrl: 'http://localhost:8080', clientSecret: 'secret' };
  const provider = await startProvider(facts, { people, claimsIn: 'id-token' });
  const consent = await openConsent({
    OIDC_ISSUER: provider.issuer,
    EXPORTS_FOLDER: folder,
    ERASURE_JOURNAL_FILE: join(folder, 'erasures.ndjson'),
  });
  await fillSmallLedger(consent);
  const publish = async () => {
    await consent.sequence();
    await consent.app.get(PublicationService).publish();
    const [row] = await consent.dataSource.query<{ size: string }[]>(
      'SELECT max(size) AS size FROM signed_checkpoints',
    );
    return Number(row?.size);
  };
  await publish();
  await consent.app.init();
  await consent.app.getHttpAdapter().getInstance().ready();
  const cookie = await signIn(consent, 'demo-odile');
  const ask = async (fields: Record<string, string>) => {
    const page = await consent.app.inject({ url: '/audit/exports', headers: { cookie } });
    const formToken = page.body.match(/name="formToken" value="([^"]+)"/)?.[1] ?? '';
    return consent.app.inject({
      method: 'POST',
      url: '/audit/exports',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' },
      payload: new URLSearchParams({ formToken, ...fields }).toString(),
    });
  };
  let asked = 0;
  const newest = async () => (await consent.app.get(ExportsService).list())[0];
  const make = async (fields: Record<string, string>) => {
    const before = (await newest())?.id;
    asked += 1;
    consent.clock.set(new Date(Date.parse('2026-03-02T15:00:00Z') + asked * 1000).toISOString());
    const answer = await ask(fields);
    if (answer.statusCode !== 303) throw new Error(`asking answers ${answer.statusCode}`);
    const row = await eventually(newest, (each) => each?.id !== before && each?.state === 'done');
    if (!row) throw new Error('no export');
    const file = await consent.app.inject({ url: `/audit/exports/${row.id}/file`, headers: { cookie } });
    return { row, body: file.rawPayload, disposition: String(file.headers['content-disposition']) };
  };
  return {
    consent,
    cookie,
    publish,
    ask,
    make,
    check: (body) => {
      const path = join(folder, createHash('sha256').update(body).digest('hex'));
      writeFileSync(path, body);
      const { ledgerOrigin, ledgerKey } = consent.settings;
      const key = readVerifierKey(
        encodeVerifierKey(verifierKey(noteSigner(ledgerOrigin, ledgerKey[0] ?? ''))),
      );
      return verify({ package: path, keys: key ? [key] : [], knownCheckpoints: [], sendManifests: [] });
    },
    stop: async () => {
      await consent.stop();
      await provider.close();
      rmSync(folder, { recursive: true });
    },
  };
}
