import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Matches } from 'class-validator';
import { openDataSource } from '#libs/database';
import { explainAndExit } from '#libs/service';
import { loadSettings, Setting } from '#libs/settings';
import { database } from './database.ts';
import { rebuildStandings } from './standing/rebuild-standings.ts';

class RebuildSettings {
  @Setting({ is: "postgres://…, signed in as this service's own role", secret: true })
  @Matches(/^postgres(ql)?:\/\/.+/)
  databaseUrl: string;
}

/** The command `rebuild-standing`: compares the standings with the ledger; with `--replace` makes them what it says. */
try {
  const { replace } = parseArgs({ options: { replace: { type: 'boolean', default: false } } }).values;
  const { databaseUrl } = loadSettings(RebuildSettings, process.env);
  const mode = replace ? 'replace' : 'compare';
  const dataSource = await openDataSource(databaseUrl, database, 1);
  const { standings, missing, surplus, different } = await rebuildStandings(dataSource, mode);
  await dataSource.destroy();
  const isSame = missing + surplus + different === 0;
  process.stdout.write(
    `${standings} standings follow from the ledger; ${missing} were missing, ${surplus} too many, ${different} different\n`,
  );
  process.stdout.write(isSame ? 'the same\n' : mode === 'replace' ? 'replaced\n' : 'nothing was changed\n');
  process.exitCode = isSame || mode === 'replace' ? 0 : 1;
} catch (error) {
  explainAndExit(error);
}
