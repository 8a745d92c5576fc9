const MILLISECONDS = 3000;
/** RFC 8461 section 3.3 lets a reader stop here. */
const OCTETS = 64 * 1024;

/**
 * Fetches the MTA-STS policy of a domain from the one address where RFC 8461 lets it be. The domain is ours, from the settings:
 * no address that an author wrote is ever fetched (ABUSE-6). No redirects, 3 seconds and 64 KB at most.
 * @throws Error when there is no such text.
 */
export async function fetchPolicy(domain: string, get: typeof fetch): Promise<string> {
  const response = await get(`https://mta-sts.${domain}/.well-known/mta-sts.txt`, {
    redirect: 'error',
    signal: AbortSignal.timeout(MILLISECONDS),
    credentials: 'omit',
  });
  const type = response.headers.get('content-type') ?? '';
  if (response.status !== 200 || !/^text\/plain\b/i.test(type)) {
    await response.body?.cancel();
    throw new Error('no policy');
  }
  return readAtMost(response);
}

async function readAtMost({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let octets = 0;
  for await (const part of body ?? []) {
    octets += part.length;
    // Leaving the loop cancels the rest.
    if (octets > OCTETS) throw new Error('too long for a policy');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
