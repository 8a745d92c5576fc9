import { parseAddress } from '#libs/addresses';
import type { FormProblem } from '#libs/site';
import type { Guard } from './guard.ts';

/** Reads a guarded form of one address: what was typed, and why the form is shown again. Only the body counts (CONF-1). */
export function readEmailForm(body: unknown, guard: Guard): { email: string; problems: FormProblem[] } {
  const given = typeof body === 'object' && body !== null ? Reflect.get(body, 'email') : undefined;
  const email = typeof given === 'string' ? given : '';
  const parsed = parseAddress(email);
  const problems = guard.problems(body);
  if ('fault' in parsed) {
    const message = parsed.fault === 'missing' ? 'ask.email.missing' : 'ask.email.wrong';
    problems.push({ field: 'email', message });
  }
  return { email, problems };
}
