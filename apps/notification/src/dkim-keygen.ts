// `npm run dkim:keygen -- <file> <domain>`: makes keys that sign mails. Only what is to be published is shown.
import { writeFileSync } from 'node:fs';
import { drawKeys, keyRecord, keyText } from '#libs/dkim';

/** RFC 1035 section 3.3: a string of a TXT record holds at most 255 octets, so a key of RSA takes two. */
const STRING_OCTETS = 255;

const [file, domain] = process.argv.slice(2);
if (!file || !domain || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) {
  process.stderr.write('Usage: npm run dkim:keygen -- <file for the keys> <the domain of MAIL_FROM>\n');
  process.exit(3);
}
const year = new Date().toISOString().slice(0, 10).replaceAll('-', '');
const keys = drawKeys(domain, { rsa: `rsa${year}`, ed25519: `ed${year}` });
writeFileSync(file, `${keys.map(keyText).join(',\n')}\n`, { mode: 0o600, flag: 'wx' });
const records = keys.map(keyRecord).map(({ name, text }) => `${name}. IN TXT ${strings(text)}`);
process.stdout.write(`The keys are in ${file}. Publish these records first:

${records.join('\n\n')}

When everybody can read them, set DKIM_KEYS_FILE to the file and start notification. The page /staff/dns shows
whether what is published and the keys belong together. To change keys, make new ones in another file and publish
them, then set DKIM_KEYS_FILE to it; keep the old records for a week, because mail on its way is signed with them.
`);

function strings(text: string): string {
  return (text.match(new RegExp(`.{1,${STRING_OCTETS}}`, 'g')) ?? []).map((part) => `"${part}"`).join(' ');
}
