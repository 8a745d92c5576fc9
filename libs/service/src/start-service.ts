import { createLogger } from '#libs/logging';
import { loadSettings, type ServiceSettings } from '#libs/settings';
import { createService, type ServiceFacts } from './create-service.ts';
import { explainAndExit } from './explain-and-exit.ts';

/** Starts one service from the process's environment. A failure ends the process with words that say what to mend. */
export async function startService<S extends ServiceSettings>(facts: ServiceFacts<S>): Promise<void> {
  try {
    const settings = loadSettings(facts.settings, process.env);
    const logger = createLogger(facts.name, settings.logLevel);
    endOnTheUnexpected(logger);
    const app = await createService(facts, settings, logger);
    await app.listen({ port: settings.port, host: settings.host });
    logger.info({ address: await app.getUrl() }, 'listening');
  } catch (error) {
    explainAndExit(error);
  }
}

/** Node would print the error's message, and a message may quote what a resident typed. */
function endOnTheUnexpected(logger: ReturnType<typeof createLogger>): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err: unknown) => {
      logger.fatal({ err }, event);
      process.exit(1);
    });
  }
}
