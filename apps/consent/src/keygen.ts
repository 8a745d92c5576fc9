// `npm run ledger:keygen -- <file> <origin>`: makes the ledger's first key. Only the verifier key is shown.
import { makeKeyFile } from './signing/key-file.ts';

const [file, origin = process.env.LEDGER_ORIGIN] = process.argv.slice(2);
if (!file || !origin) {
  process.stderr.write('Usage: npm run ledger:keygen -- <file for the key> <LEDGER_ORIGIN>\n');
  process.exit(3);
}
const verifierKey = makeKeyFile(file, origin);
process.stdout.write(`The key is in ${file}: set LEDGER_KEY_FILE to it, and keep a copy where you keep keys.
Give auditors, witnesses and holders its verifier key:

${verifierKey}
`);
