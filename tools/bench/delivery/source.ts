import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { StepFailed } from '../../say.ts';

export interface SourceOrder {
  program: string;
  port: number;
  mails: number;
  sessions: number;
  /** Of each mail. */
  octets: number;
}

const LONGEST_SECONDS = 900;

/** Mails a second of Postfix's own load generator, which keeps its connections as we do. */
export async function measureSource({
  program,
  port,
  mails,
  sessions,
  octets,
}: SourceOrder): Promise<number> {
  const words = ['-4', '-d', '-s', sessions, '-m', mails, '-l', octets, '-f', 'updates@example.ca'];
  const begun = performance.now();
  const source = spawn(program, [...words.map(String), '-t', 'resident@example.org', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: LONGEST_SECONDS * 1000,
  });
  const [code] = await once(source, 'exit');
  if (code !== 0) throw new StepFailed('smtp-source did not come to its end', 'What it said is above.');
  return mails / ((performance.now() - begun) / 1000);
}
