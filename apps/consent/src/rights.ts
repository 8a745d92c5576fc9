import 'reflect-metadata';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { parseAddress } from '#libs/addresses';
import { explainAndExit } from '#libs/service';
import { loadSettings } from '#libs/settings';
import { ErasuresService } from './rights/erasures.service.ts';
import { HoldsService } from './rights/holds.service.ts';
import { runAct } from './run-act.ts';
import { ConsentSettings } from './settings.ts';

const USAGE = `node dist/apps/consent/src/rights.js erase|hold|lift --by NAME --reason WORDS [--everybody]
The address is read from standard input, so that it is in no list of commands. --everybody is for hold and lift.`;

/** The command `rights`: erases one resident, and sets and lifts legal holds. What it did is recorded in the ledger. */
try {
  const { act, everybody, ...order } = readArguments();
  const settings = loadSettings(ConsentSettings, process.env);
  const address = everybody ? undefined : await readAddress();
  const answer = await runAct(settings, async (app) => {
    if (act === 'erase' && address !== undefined) {
      const { residents, records } = await app.get(ErasuresService).erase({ address, ...order });
      return `erased: ${residents} resident(s), ${records} record(s)`;
    }
    const holds = app.get(HoldsService);
    if (act === 'hold') return `set: ${await holds.set({ address, ...order })} hold(s)`;
    return `lifted: ${await holds.lift({ address, ...order })} hold(s)`;
  });
  process.stdout.write(`${answer}\n`);
  process.exit(0);
} catch (error) {
  explainAndExit(error);
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { by: { type: 'string' }, reason: { type: 'string' }, everybody: { type: 'boolean' } },
  });
  const { by, reason, everybody = false } = values;
  const [act] = positionals;
  const isKnown = act === 'hold' || act === 'lift' || (act === 'erase' && !everybody);
  if (!isKnown || positionals.length > 1 || !by || !reason) throw new Error(USAGE);
  // Both are recorded for good, in the ledger and in the journal.
  if (`${by}${reason}`.includes('@')) throw new Error('--by and --reason may hold no address');
  return { act, by, reason, everybody };
}

async function readAddress(): Promise<string> {
  const parsed = parseAddress((await text(process.stdin)).trim());
  if ('fault' in parsed) throw new Error('what came on standard input is not an address');
  return parsed.address;
}
