import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/support/index.ts';
import { people } from '../../../../tools/development-provider/people.ts';
import { startProvider } from '../../../../tools/development-provider/server.ts';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import { count, recordOf } from '../ledger.testing.ts';
import { asked, confirmed, topicPublished, withdrew } from '../messages.testing.ts';
import { signIn } from '../sign-in.testing.ts';

export interface RunningAuditor {
  consent: RunningConsent;
  /** Asked, confirmed and left. */
  residentId: string;
  cookie: string;
  /** @returns the page. */
  open(url: string): Promise<string>;
  search(address: string): ReturnType<RunningConsent['app']['inject']>;
  stop(): Promise<void>;
}

/** Somebody with the role auditor, before a ledger of six entries. */
export async function runAuditor(): Promise<RunningAuditor> {
  const facts = { port: 0, publicUrl: 'http://localhost:8080', clientSecret: 'secret' };
  const provider = await startProvider(facts, { people, claimsIn: 'id-token' });
  const consent = await runConsent({ OIDC_ISSUER: provider.issuer });
  const residentId = await fill(consent);
  const cookie = await signIn(consent, 'demo-odile');
  const open = async (url: string) => {
    const answer = await consent.app.inject({ url, headers: { cookie, 'accept-language': 'en' } });
    if (answer.statusCode !== 200) throw new Error(`${url} answers ${answer.statusCode}`);
    return answer.body;
  };
  return {
    consent,
    residentId,
    cookie,
    open,
    search: async (address) => {
      const formToken = (await open('/audit/records')).match(/name="formToken" value="([^"]+)"/)?.[1] ?? '';
      return consent.app.inject({
        method: 'POST',
        url: '/audit/search',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' },
        payload: new URLSearchParams({ formToken, address }).toString(),
      });
    },
    stop: async () => {
      await consent.stop();
      await provider.close();
    },
  };
}

async function fill(consent: RunningConsent): Promise<string> {
  const residentId = randomUUID();
  const resident = { residentId, address: 'odile.tremblay@example.ca' };
  await consent.send(topicPublished());
  await eventually(
    () => count(consent, 'leaves'),
    (leaves) => leaves === 3,
  );
  // Before a resident is known each request may bring an id of its own.
  for (const message of [asked({ ...resident, residentId: randomUUID() }), confirmed(resident)]) {
    await consent.send(message);
    await recordOf(consent, message);
  }
  await consent.send(withdrew({ residentId }));
  await eventually(
    () => count(consent, 'leaves'),
    (leaves) => leaves === 6,
  );
  return residentId;
}
