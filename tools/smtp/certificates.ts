import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'certificates');
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

/** For servers of tests, made by `certificates/make.sh`: one that holds on this machine, and three that hold nowhere. */
export type CertificateName = 'good' | 'another-name' | 'expired' | 'strange';

/** The file of the authority that all but `strange` are of; for NODE_EXTRA_CA_CERTS. */
export const AUTHORITY_FILE = join(FOLDER, 'authority.pem');

export const authority = () => read('authority.pem');

export function certificate(name: CertificateName): { key: string; cert: string } {
  return { key: read('server.key'), cert: read(`${name}.pem`) };
}
