import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { explainAndExit } from '#libs/service';
import { loadSettings } from '#libs/settings';
import { RetentionService } from './retention/retention.service.ts';
import { runAct } from './run-act.ts';
import { ConsentSettings } from './settings.ts';

/** The command `retention`: says how many records and details are old enough to go; with `--apply` deletes them, as the service does daily. */
try {
  const { apply } = parseArgs({ options: { apply: { type: 'boolean', default: false } } }).values;
  const settings = loadSettings(ConsentSettings, process.env);
  const outcome = await runAct(settings, async (app) => {
    const retention = app.get(RetentionService);
    return apply ? retention.apply() : retention.preview(app.get(DataSource));
  });
  const { unconfirmed, ended, ...details } = outcome;
  const told = (counts: object) =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  process.stdout.write(`${apply ? 'deleted' : 'to delete'}: ${told({ unconfirmed, ended })} record(s); `);
  process.stdout.write(`${told(details)} detail(s)\n`);
  process.exit(0);
} catch (error) {
  explainAndExit(error);
}
