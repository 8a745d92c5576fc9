import { accessSync, constants } from 'node:fs';
import { readArguments, USAGE } from './arguments.ts';
import { tell, tellJson } from './tell.ts';
import { verify } from './verify.ts';

const read = readArguments(process.argv.slice(2), process.env);
if (
  read &&
  canRead([read.request.package, ...read.request.knownCheckpoints, ...read.request.sendManifests])
) {
  const { request, language, isJson } = read;
  const outcome = verify(request);
  process.exitCode = outcome.report.exitCode();
  const isAlone = request.knownCheckpoints.length === 0;
  process.stdout.write(isJson ? tellJson(outcome) : tell(outcome, { language, isAlone }));
} else {
  process.stderr.write(USAGE);
  process.exitCode = 3;
}

function canRead(files: string[]): boolean {
  try {
    for (const file of files) accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
