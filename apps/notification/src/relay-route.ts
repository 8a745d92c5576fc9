import { BadRules, readOwnRules, type SmtpRoute, smtpRoute, verdictRules } from '#libs/mail';
import { SettingsError } from '#libs/settings';

/**
 * The way to the relay, and how its replies are read.
 * @throws SettingsError when the rules of the operator cannot be meant.
 */
export function relayRoute(settings: { smtpUrl: string; verdictRulesFile?: string }): SmtpRoute {
  const route = smtpRoute(settings.smtpUrl);
  if (settings.verdictRulesFile === undefined) return route;
  try {
    return { ...route, rules: verdictRules(readOwnRules(settings.verdictRulesFile)) };
  } catch (error) {
    if (error instanceof BadRules) throw new SettingsError([`VERDICT_RULES_FILE is wrong: ${error.message}`]);
    throw error;
  }
}
