import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import type { Clock } from '#libs/clock';

/**
 * Cookies of one section that only this service can read or write: an encrypted JWT (RFC 7519; RFC 7516, `dir` with
 * A256GCM), bound to its name and section, with its end inside, since a browser may keep a cookie longer than told.
 */
export class SealedCookies {
  private readonly key: Uint8Array;
  private readonly prefix: string;

  constructor(
    private readonly section: string,
    private readonly clock: Clock,
    facts: { publicUrl: string; sessionKey: string },
  ) {
    this.key = Buffer.from(facts.sessionKey, 'base64');
    if (this.key.length !== 32) throw new Error('SESSION_KEY is wrong: it should be 32 octets in base64');
    // Browsers take a name that begins so only with Secure (RFC 6265bis s.4.1.3), so plain http cannot overwrite it.
    this.prefix = new URL(facts.publicUrl).protocol === 'https:' ? '__Secure-' : '';
  }

  async write(reply: FastifyReply, name: string, content: object, seconds: number): Promise<void> {
    const now = this.clock.now();
    const sealed = await new EncryptJWT({ content })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience(this.audience(name))
      .setExpirationTime(new Date(now.getTime() + seconds * 1000))
      .encrypt(this.key);
    this.set(reply, name, sealed, seconds);
  }

  /** @returns nothing if the cookie is missing, was altered, is over, or was made for something else. */
  async read<T>(request: FastifyRequest, name: string): Promise<T | undefined> {
    const sealed = sealedValue(this.prefix + name, request.headers.cookie ?? '');
    if (!sealed) return undefined;
    try {
      const { payload } = await jwtDecrypt<{ content: T }>(sealed, this.key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        audience: this.audience(name),
        requiredClaims: ['exp'],
        currentDate: this.clock.now(),
      });
      return payload.content;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  clear(reply: FastifyReply, name: string): void {
    this.set(reply, name, '', 0);
  }

  private audience(name: string): string {
    return `${name} ${this.section}`;
  }

  /** A sealed value is letters, digits, `-`, `_` and `.`, and so needs no encoding (RFC 6265 s.4.1.1). */
  private set(reply: FastifyReply, name: string, value: string, seconds: number): void {
    const secure = this.prefix === '' ? '' : '; Secure';
    const attributes = `Path=${this.section}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
    reply.header('set-cookie', `${this.prefix}${name}=${value}; ${attributes}`);
  }
}

function sealedValue(name: string, header: string): string | undefined {
  const cookies = header.split(/; */);
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
}
