import { SettingsError } from '#libs/settings';
import { BadRules, readOwnRules, type SmtpRelay, smtpRelays, verdictRules } from '#libs/smtp';

/**
 * The ways to the relays, and how their replies are read.
 * @throws SettingsError when the rules of the operator cannot be meant.
 */
export function relayRoutes(settings: { smtpUrl: string; verdictRulesFile?: string }): SmtpRelay[] {
  const relays = smtpRelays(settings.smtpUrl);
  if (settings.verdictRulesFile === undefined) return relays;
  try {
    const rules = verdictRules(readOwnRules(settings.verdictRulesFile));
    return relays.map((relay) => ({ ...relay, route: { ...relay.route, rules } }));
  } catch (error) {
    if (error instanceof BadRules) throw new SettingsError([`VERDICT_RULES_FILE is wrong: ${error.message}`]);
    throw error;
  }
}
