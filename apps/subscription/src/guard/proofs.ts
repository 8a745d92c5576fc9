import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Challenge, createChallenge, type Payload } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { Clock, Random } from '#libs/clock';
import { type Counter, Counters } from '../limits/counters.ts';
import { SubscriptionSettings } from '../settings.ts';
import { type Secrets, solvedWith } from './solved.ts';

/** A form may lie open for as long until it is sent. */
const LIFE_SECONDS = 3600;
/** Iterations of PBKDF2 in one step; a quarter of a millisecond here, two on an old phone. */
const STEP_COST = 1000;
const PAYLOAD_CHARACTERS = 2000;

/**
 * Proofs of work by ALTCHA, so that a mail costs whoever asks for it some computing: nothing to a person, something to a program that
 * asks ten thousand times. The challenge holds all that is needed to check it; what is stored, in Redis, is which were used.
 */
@Injectable()
export class Proofs {
  readonly #used: Counter;
  readonly #secrets: Secrets;
  /** One for each FORM_KEY. */
  readonly #checks: ReturnType<typeof solvedWith>[];

  constructor(
    counters: Counters,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly settings: SubscriptionSettings,
  ) {
    this.#used = counters.counter('proof', LIFE_SECONDS);
    const [current = '', ...older] = settings.formKey;
    this.#secrets = secretsOf(current);
    this.#checks = [this.#secrets, ...older.map(secretsOf)].map(solvedWith);
  }

  /** The solution is drawn beforehand, between half and one and a half times PROOF_STEPS: nobody has bad luck and waits for long. */
  async challenge(): Promise<Challenge> {
    const { proofSteps } = this.settings;
    const drawn = this.random.bytes(4).readUInt32BE(0) / 2 ** 32;
    return createChallenge({
      algorithm: 'PBKDF2/SHA-256',
      cost: STEP_COST,
      counter: Math.ceil(proofSteps * (0.5 + drawn)),
      // Not `expiresAt`: the library would compare it with a clock of its own.
      data: { at: this.#seconds() },
      deriveKey,
      ...this.#secrets,
    });
  }

  /** Whether this is the solution of a challenge of ours, of the last hour, sent for the first time. A wiped Redis gives each one more use. */
  async isGood(sent: unknown): Promise<boolean> {
    const payload = read(sent);
    if (!payload || !this.#checks.some((isSolved) => isSolved(payload))) return false;
    const age = this.#seconds() - Number(payload.challenge.parameters.data?.at);
    if (!(age <= LIFE_SECONDS)) return false;
    return (await this.#used.add(payload.challenge.signature ?? '')).count === 1;
  }

  #seconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

/** What the field `altcha` carries: JSON in base64, as ALTCHA's own widget makes it. */
function read(sent: unknown): Payload | undefined {
  if (typeof sent !== 'string' || sent === '' || sent.length > PAYLOAD_CHARACTERS) return undefined;
  try {
    const payload: unknown = JSON.parse(Buffer.from(sent, 'base64').toString('utf8'));
    const isWhole =
      typeof payload === 'object' && payload !== null && 'challenge' in payload && 'solution' in payload;
    return isWhole ? (payload as Payload) : undefined;
  } catch {
    return undefined;
  }
}

function secretsOf(formKey: string): Secrets {
  const derive = (purpose: string) =>
    createHmac('sha256', Buffer.from(formKey, 'base64'))
      .update(`tidings/${purpose}/v1\n`)
      .digest('base64url');
  return { hmacSignatureSecret: derive('challenge'), hmacKeySignatureSecret: derive('challenge-solution') };
}
