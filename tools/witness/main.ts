// `npm run witness`: remembers the ledgers of neighbours and cosigns their checkpoints. tools/witness/README.md says how.
import { createPrivateKey, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeVerifierKey, makeVerifierKey, type NoteSigner, parseVerifierKey } from '#libs/tlog';
import { stopOnSignals } from '../processes/stop-on-signals.ts';
import { DATA } from '../project.ts';
import { WitnessMemory } from './memory.ts';
import { witnessServer } from './server.ts';
import { Witness } from './witness.ts';

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

const {
  WITNESS_NAME: name = '',
  WITNESS_LOGS: logs = '',
  WITNESS_FOLDER: folder = join(DATA, 'witness'),
  HOST: host = '127.0.0.1',
  PORT: port = '8090',
} = process.env;

if (!name) {
  console.error('WITNESS_NAME is missing: it should be the name of this witness, e.g. witness.example.ca');
  process.exit(1);
}

const signer = keptSigner();
const server = witnessServer(
  new Witness(signer, {
    logs: logs
      .split(',')
      .filter(Boolean)
      .map((text) => parseVerifierKey(text.trim())),
    memory: new WitnessMemory(folder),
    now: () => new Date(),
  }),
);
server.listen(Number(port), host, () => {
  const key = encodeVerifierKey(makeVerifierKey(signer.name, 'cosignature', signer.privateKey));
  console.log(`Witness at http://${host}:${port}, with the verifier key\n${key}`);
});
stopOnSignals(async () => {
  server.closeAllConnections();
  server.close();
}, 0);

/** The witness's own key, made at its first start. */
function keptSigner(): NoteSigner {
  const file = join(folder, 'key');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const seed = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  const der = Buffer.concat([PKCS8_ED25519, seed]);
  return { name, privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
}
