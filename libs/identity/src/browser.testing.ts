import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface Answer {
  url: string;
  status: number;
  location: string | null;
  headers: Headers;
  text: string;
}

interface Cookie {
  name: string;
  value: string;
  origin: string;
  path: string;
  attributes: string;
}

type Form = Record<string, string>;

/** A browser without script: keeps cookies by origin and path, and goes from page to page. */
export class Browser {
  cookies: Cookie[] = [];

  /** `app` answers for `origin`; every other origin is reached over the network. */
  constructor(
    private readonly origin: string,
    private readonly app: NestFastifyApplication,
  ) {}

  async get(address: string): Promise<Answer> {
    return this.send('GET', new URL(address, this.origin));
  }

  async post(address: string, form: Form, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', new URL(address, this.origin), form, headers);
  }

  /** Follows redirects until there is a page. */
  async open(address: string): Promise<Answer> {
    return this.follow(await this.get(address));
  }

  async follow(answer: Answer): Promise<Answer> {
    let current = answer;
    for (let step = 0; current.location !== null; step++) {
      if (step > 10) throw new Error(`redirected in a circle: ${current.url}`);
      current = await this.get(new URL(current.location, current.url).href);
    }
    return current;
  }

  /** Opens a page that needs sign-in, chooses a demo person and comes back, or stops before `until`. */
  async signIn(subject: string, address: string): Promise<Answer> {
    return this.follow(await this.choosePerson(subject, address));
  }

  /** The redirect with which the provider sends the browser back, not yet followed. */
  async comeBack(subject: string, address: string): Promise<string> {
    const chosen = await this.choosePerson(subject, address);
    const answer = await this.get(chosen.location ?? '');
    return answer.location ?? '';
  }

  cookie(name: string): Cookie | undefined {
    return this.cookies.find((cookie) => cookie.origin === this.origin && cookie.name.startsWith(name));
  }

  private async choosePerson(subject: string, address: string): Promise<Answer> {
    const choice = await this.open(address);
    return this.send('POST', new URL(choice.url), { person: subject });
  }

  private async send(method: 'GET' | 'POST', url: URL, form?: Form, extra: Record<string, string> = {}) {
    const cookie = this.cookies
      .filter(({ origin, path }) => origin === url.origin && covers(path, url.pathname))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const headers = {
      ...(cookie && { cookie }),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...extra,
    };
    const body = form && new URLSearchParams(form).toString();
    const response = await this.transmit(method, url, headers, body);
    for (const set of response.headers.getSetCookie()) this.keep(set, url);
    const redirects = response.status >= 300 && response.status < 400;
    const location = redirects ? response.headers.get('location') : null;
    return {
      url: url.href,
      status: response.status,
      location,
      headers: response.headers,
      text: await response.text(),
    };
  }

  private async transmit(method: 'GET' | 'POST', url: URL, headers: Record<string, string>, body?: string) {
    if (url.origin !== this.origin) {
      return fetch(url, { method, headers, redirect: 'manual', ...(body !== undefined && { body }) });
    }
    const answer = await this.app.inject({
      method,
      url: url.pathname + url.search,
      headers,
      ...(body !== undefined && { payload: body }),
    });
    const answered = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const one of [value ?? []].flat()) answered.append(name, String(one));
    }
    const content = answer.statusCode === 204 ? null : answer.body;
    return new Response(content, { status: answer.statusCode, headers: answered });
  }

  private keep(set: string, url: URL): void {
    const [pair = '', ...attributes] = set.split(/; */);
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
    this.cookies = this.cookies.filter(
      (old) => !(old.name === name && old.origin === url.origin && old.path === path),
    );
    const over = attributes.some((attribute) => /^max-age=0$/i.test(attribute)) || value === '';
    if (!over)
      this.cookies.push({ name, value, origin: url.origin, path, attributes: attributes.join('; ') });
  }
}

/** RFC 6265 s.5.1.4 */
function covers(cookiePath: string, path: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);
}
