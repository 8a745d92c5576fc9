import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** What a visitor sends: a challenge as altcha-lib makes it, and the key that solves it. Nothing of it is sure. */
export interface Sent {
  challenge?: { parameters?: object | null; signature?: unknown } | null;
  solution?: { derivedKey?: unknown } | null;
}

/** As altcha-lib takes them. */
export interface Secrets {
  hmacSignatureSecret: string;
  hmacKeySignatureSecret: string;
}

const MAC = /^[0-9a-f]{64}$/;
const OCTETS = /^([0-9a-f]{2})+$/;

/**
 * Checks solutions of challenges that altcha-lib signed with these secrets, by its two MACs: over the parameters, and over the key that the
 * right number of steps leads to. The library's own check hands each of them to a thread, and was a fifth of what a sign-up cost; it
 * says the same, and a test holds the two equal.
 */
export function solvedWith(secrets: Secrets): (sent: Sent) => boolean {
  const challengeKey = createSecretKey(secrets.hmacSignatureSecret, 'utf8');
  const solutionKey = createSecretKey(secrets.hmacKeySignatureSecret, 'utf8');
  return ({ challenge, solution }) => {
    const { parameters, signature } = challenge ?? {};
    const derivedKey = solution?.derivedKey;
    if (typeof parameters !== 'object' || parameters === null) return false;
    if (typeof derivedKey !== 'string' || !OCTETS.test(derivedKey)) return false;
    return (
      isMac(signature, challengeKey, JSON.stringify(inOrder(parameters))) &&
      isMac(Reflect.get(parameters, 'keySignature'), solutionKey, Buffer.from(derivedKey, 'hex'))
    );
  };
}

function isMac(given: unknown, key: KeyObject, content: string | Buffer): boolean {
  if (typeof given !== 'string' || !MAC.test(given)) return false;
  return timingSafeEqual(createHmac('sha256', key).update(content).digest(), Buffer.from(given, 'hex'));
}

/** The keys of an object in the order of their letters, at every depth: what is signed is one text, whoever wrote it. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const sorted = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, each]) => [name, inOrder(each)]));
}
