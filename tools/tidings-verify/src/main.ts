import { accessSync, constants } from 'node:fs';
import { type Arguments, readArguments, USAGE } from './arguments.ts';
import { isReceipt, verifyReceipt } from './receipt.ts';
import { tell, tellJson } from './tell.ts';
import { tellReceipt, tellReceiptJson } from './tell-receipt.ts';
import { verify } from './verify.ts';

const read = readArguments(process.argv.slice(2), process.env);
if (
  read &&
  canRead([read.request.package, ...read.request.knownCheckpoints, ...read.request.sendManifests])
) {
  if (isReceipt(read.request.package)) tellAboutReceipt(read);
  else tellAboutPackage(read);
} else {
  process.stderr.write(USAGE);
  process.exitCode = 3;
}

function tellAboutPackage({ request, language, isJson }: Arguments): void {
  const outcome = verify(request);
  process.exitCode = outcome.report.exitCode();
  const isAlone = request.knownCheckpoints.length === 0;
  process.stdout.write(isJson ? tellJson(outcome) : tell(outcome, { language, isAlone }));
}

function tellAboutReceipt({ request, language, isJson }: Arguments): void {
  const outcome = verifyReceipt(request);
  process.exitCode = outcome.exit;
  process.stdout.write(isJson ? tellReceiptJson(outcome) : tellReceipt(outcome, language));
}

function canRead(files: string[]): boolean {
  try {
    for (const file of files) accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
