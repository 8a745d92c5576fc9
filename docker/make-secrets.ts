// `node docker/make-secrets.ts`: draws the secrets of compose.yaml. It uses no package, so a plain Node 24 is enough.
import { join } from 'node:path';
import { writeSecretFiles } from './secret-files.ts';

const [folder = join(import.meta.dirname, 'secrets')] = process.argv.slice(2);
const missing = writeSecretFiles(folder);
process.stdout.write(`The secrets are in ${folder}.\n`);
for (const name of missing) {
  process.stdout.write(`Still missing: ${join(folder, name)}, which your OpenID provider gives.\n`);
}
