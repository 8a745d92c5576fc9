import { findProgram } from '../packages/find-program.ts';
import { installPackage } from '../packages/install-package.ts';
import { StepFailed } from '../say.ts';

/** Programs of Postfix: its own load generator and sink, and the command that starts it. */
export interface PostfixPrograms {
  source: string;
  sink: string;
  postfix: string;
  postconf: string;
}

/** @returns where they are; the package is installed from the system's packages if it is not there, and its daemon not started. */
export async function findPostfix(): Promise<PostfixPrograms> {
  const found = knownPostfix();
  if (found) return found;
  const refusal = await installPackage('postfix');
  const installed = knownPostfix();
  if (installed) return installed;
  throw new StepFailed(
    `smtp-source and smtp-sink are not here, and installing Postfix, which brings them, did not work: ${refusal ?? 'the package brought none'}`,
    'Install it (Debian and Ubuntu: sudo apt-get install postfix; its daemon need not run), or measure into our own sink: --sink ours',
  );
}

/** @returns undefined when they are not on this machine; nothing is installed. */
export function knownPostfix(): PostfixPrograms | undefined {
  const [source, sink, postfix, postconf] = ['smtp-source', 'smtp-sink', 'postfix', 'postconf'].map((name) =>
    findProgram([name]),
  );
  return source && sink && postfix && postconf ? { source, sink, postfix, postconf } : undefined;
}
