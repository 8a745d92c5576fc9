// `npm run ledger:rotate -- <file> <origin>`: puts a new key before the ledger's present one.
import { rotateKeyFile } from './signing/key-file.ts';

const [file = process.env.LEDGER_KEY_FILE, origin = process.env.LEDGER_ORIGIN] = process.argv.slice(2);
if (!file || !origin) {
  process.stderr.write('Usage: npm run ledger:rotate -- <file of the key> <LEDGER_ORIGIN>\n');
  process.exit(3);
}
const [newest, ...older] = rotateKeyFile(file, origin);
process.stdout.write(`${file} has a new key. Start consent again: it records the change, and all keys sign from then on.
The new verifier key:

${newest}

Take each older one out of the file once everybody has the new one:

${older.join('\n')}
`);
