import { createRequire } from 'node:module';

// maildev 2.2 reads a variable `host` that nothing declares as soon as it listens, and ends with a ReferenceError.
Object.assign(globalThis, { host: '127.0.0.1' });

type MailDev = new (settings: Record<string, unknown>) => { listen(): void };
const require = createRequire(import.meta.url);
const MailDev = require('maildev') as MailDev;

const { SMTP_PORT, INBOX_PORT, MAIL_FOLDER } = process.env;
new MailDev({
  ip: '127.0.0.1',
  smtp: Number(SMTP_PORT),
  web: Number(INBOX_PORT),
  mailDirectory: MAIL_FOLDER,
  silent: true,
}).listen();
