import { encodeWitnessRequest, type WitnessRequest } from '#libs/tlog';

/** What a witness answered to `add-checkpoint`. C2SP tlog-witness. */
export type WitnessAnswer =
  | { said: 'cosigned'; lines: string }
  /** It has cosigned another size than we thought. */
  | { said: 'conflict'; size: number }
  | { said: 'refused'; status: number };

const TIMEOUT_MILLISECONDS = 10_000;
const ANSWER_OCTETS = 16 * 1024;

/** @throws Error when there is no answer, or one that is too long. */
export async function askWitness(url: string, request: WitnessRequest): Promise<WitnessAnswer> {
  const response = await fetch(`${url}/add-checkpoint`, {
    method: 'POST',
    body: encodeWitnessRequest(request),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  const body = await readShort(response);
  if (response.status === 200) return { said: 'cosigned', lines: body };
  const [size] = /^(0|[1-9][0-9]{0,15})(?=\n$)/.exec(body) ?? [];
  if (response.status === 409 && size !== undefined) return { said: 'conflict', size: Number(size) };
  return { said: 'refused', status: response.status };
}

async function readShort({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let octets = 0;
  for await (const part of body ?? []) {
    octets += part.length;
    if (octets > ANSWER_OCTETS) throw new Error('the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
