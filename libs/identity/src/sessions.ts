import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Random } from '#libs/clock';
import type { SealedCookies } from './sealed-cookies.ts';
import type { Session, SignedInPerson } from './session.ts';

const NAME = 'tidings-session';
const EIGHT_HOURS = 8 * 60 * 60;
/** Browsers drop a cookie above 4096 octets (RFC 6265 s.6.1); sealing adds a third. */
const LONGEST_ID_TOKEN = 2000;
const LONGEST_NAME = 200;

/**
 * Sessions live in the browser alone, so that no service has to ask another who signed in. Therefore one ends eight hours
 * after signing in at the latest, used or not, and a role that the provider takes away is gone after that time.
 */
export class Sessions {
  constructor(
    private readonly cookies: SealedCookies,
    private readonly random: Random,
  ) {}

  async begin(reply: FastifyReply, person: SignedInPerson, idToken: string | undefined): Promise<void> {
    const session: Session = {
      person: { ...person, name: person.name.slice(0, LONGEST_NAME) },
      formToken: this.random.bytes(32).toString('base64url'),
      idToken: idToken && idToken.length <= LONGEST_ID_TOKEN ? idToken : undefined,
    };
    await this.cookies.write(reply, NAME, session, EIGHT_HOURS);
  }

  async find(request: FastifyRequest): Promise<Session | undefined> {
    return this.cookies.read<Session>(request, NAME);
  }

  end(reply: FastifyReply): void {
    this.cookies.clear(reply, NAME);
  }
}
