import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Processes } from '../processes/processes.ts';
import { DATA, LOGS, ROOT } from '../project.ts';
import { untilReady } from '../services/programs.ts';
import type { StartSettings } from './settings.ts';

/** Takes every mail and delivers none; people read them in its inbox. */
export async function bringMailCatcher(
  { smtpUrl, smtpPort, inboxPort }: StartSettings,
  processes: Processes,
) {
  if (smtpUrl) return { smtpUrl, inboxUrl: undefined, told: 'goes to the server of SMTP_URL' };
  const mails = join(DATA, 'mails');
  mkdirSync(mails, { recursive: true });
  const log = join(LOGS, 'mail-catcher.log');
  const catcher = await processes.start({
    name: 'mail catcher',
    command: process.execPath,
    args: ['--no-deprecation', join(ROOT, 'tools', 'mail-catcher', 'main.ts')],
    env: { ...process.env, SMTP_PORT: String(smtpPort), INBOX_PORT: String(inboxPort), MAIL_FOLDER: mails },
    output: log,
  });
  await untilReady(catcher, `http://127.0.0.1:${inboxPort}/healthz`, log);
  return {
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    inboxUrl: `http://localhost:${inboxPort}/`,
    told: `catcher on 127.0.0.1:${smtpPort}, nothing leaves this machine`,
  };
}
