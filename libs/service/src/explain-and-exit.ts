import { SettingsError } from '#libs/settings';

/** Tells the operator on standard error why a command or a start failed, and ends the process. */
export function explainAndExit(error: unknown): never {
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof SettingsError ? `Settings:\n${words}\n` : `${words}\n`);
  process.exit(1);
}
