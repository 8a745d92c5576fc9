import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';

/** Asked for at the same time: what they take is not measured, so it only has to be over soon. */
const AT_ONCE = 20;

/**
 * What browsers compute while their residents type: for each a challenge of the site's, solved.
 * @returns the values of the field `altcha`, as many as asked for.
 */
export async function drawProofs(site: string, amount: number): Promise<string[]> {
  const proofs: string[] = [];
  const draw = async () => {
    for (let at = proofs.length; at < amount; at = proofs.length) {
      proofs.push('');
      proofs[at] = await drawProof(site);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, draw));
  return proofs;
}

async function drawProof(site: string): Promise<string> {
  const answer = await fetch(`${site}/api/subscription/v1/challenges`);
  const challenge = (await answer.json()) as Challenge;
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new Error('a challenge was not solved');
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}
