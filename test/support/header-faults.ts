/** What the Secure Headers Project of OWASP asks of every answer, as we answer it. */
const EVERYWHERE: Record<string, RegExp> = {
  'strict-transport-security': /^max-age=31536000$/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^no-referrer$/,
  'permissions-policy':
    /(?=.*camera=\(\))(?=.*geolocation=\(\))(?=.*microphone=\(\))(?=.*browsing-topics=\(\))/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-embedder-policy': /^require-corp$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'x-permitted-cross-domain-policies': /^none$/,
  'x-dns-prefetch-control': /^off$/,
  'x-xss-protection': /^0$/,
  'cache-control': /^no-store$/,
};

/** They tell an attacker what runs here, or let other sites read what they should not. */
const NOWHERE = ['server', 'x-powered-by', 'via', 'access-control-allow-origin', 'set-cookie'];

const DIRECTIVES = ['default-src', 'base-uri', 'form-action', 'frame-ancestors'];

/** Where an answer may differ, and how. */
export interface HeaderExceptions {
  /** Instead of what is asked everywhere; null where the header must be absent. */
  headers?: Record<string, RegExp | null>;
  /** Sources of the policy besides 'none' and 'self', e.g. `frame-ancestors *`. */
  sources?: readonly string[];
}

/** @returns what an answer's headers lack or have too much, one a line; nothing when all is well. */
export function headerFaults(
  headers: Headers,
  { headers: own = {}, sources = [] }: HeaderExceptions = {},
): string[] {
  const wanted = Object.entries({ ...EVERYWHERE, ...own });
  const wrong = wanted.filter(([name, value]) =>
    value ? !value.test(headers.get(name) ?? '') : headers.has(name),
  );
  return [
    ...wrong.map(([name]) => `${name}: ${headers.get(name)}`),
    ...NOWHERE.filter((name) => headers.has(name)).map((name) => `${name} is there`),
    ...policyFaults(headers.get('content-security-policy') ?? '', sources),
  ];
}

function policyFaults(policy: string, allowed: readonly string[]): string[] {
  const directives = policy.split(';').map((directive) => directive.trim().split(/\s+/));
  const names = directives.map(([name]) => name);
  const pairs = directives.flatMap(([name, ...sources]) => sources.map((source) => `${name} ${source}`));
  const strict = /^\S+ '(none|self)'$/;
  return [
    ...DIRECTIVES.filter((name) => !names.includes(name)).map((name) => `the policy has no ${name}`),
    ...(pairs.includes("default-src 'none'") ? [] : ['the policy lets in what it does not name']),
    ...pairs
      .filter((pair) => !strict.test(pair) && !allowed.includes(pair))
      .map((pair) => `the policy has ${pair}`),
  ];
}
