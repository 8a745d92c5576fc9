/** One form of a page: where it is sent, and what it would send if nobody touched it. */
export interface Form {
  action: string;
  fields: Record<string, string>;
}

export interface VisitedPage {
  url: string;
  status: number;
  headers: Headers;
  html: string;
  /** The text of the first `h1`. */
  title: string;
  forms: Form[];
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };

/** Someone with a browser that has no scripts: keeps cookies, follows redirects, reads forms. */
export class Visitor {
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(private readonly base: string) {}

  async open(path: string, request: RequestInit = {}): Promise<VisitedPage> {
    let url = new URL(path, this.base);
    let answer = await this.#fetch(url, request);
    for (let hops = 0; isRedirect(answer) && hops < 15; hops += 1) {
      url = new URL(answer.headers.get('location') ?? '', url);
      answer = await this.#fetch(url, {});
    }
    return read(url.href, answer);
  }

  /** A file, octet for octet. */
  async bytes(path: string): Promise<ArrayBuffer> {
    return (await this.#fetch(new URL(path, this.base), {})).arrayBuffer();
  }

  /**
   * Sends a form of the page, with these fields changed.
   * @param which the form whose action or content holds this; without it, the page's first that posts to its own site.
   */
  async send(page: VisitedPage, fields: Record<string, string | string[]>, which = ''): Promise<VisitedPage> {
    const form = page.forms.find(({ action, fields: own }) =>
      `${action} ${JSON.stringify(own)}`.includes(which),
    );
    if (!form) throw new Error(`no form with "${which}" on ${new URL(page.url).pathname}: ${page.title}`);
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...form.fields, ...fields })) {
      for (const one of [value].flat()) body.append(name, one);
    }
    const headers = { origin: new URL(page.url).origin };
    return this.open(new URL(form.action, page.url).href, { method: 'POST', body, headers });
  }

  /** A file, octet for octet. */
  async download(path: string): Promise<Buffer> {
    const answer = await this.#fetch(new URL(path, this.base), {});
    if (!answer.ok) throw new Error(`${new URL(path, this.base).pathname} answers ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  async #fetch(url: URL, request: RequestInit): Promise<Response> {
    const jar = this.#cookies.get(url.host) ?? new Map<string, string>();
    this.#cookies.set(url.host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      ...request,
      headers: { ...request.headers, cookie },
      redirect: 'manual',
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return answer;
  }
}

function isRedirect({ status }: Response): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

async function read(url: string, answer: Response): Promise<VisitedPage> {
  const html = await answer.text();
  const title = plain(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '');
  const forms = [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = '', inside = '']) => ({
    action: attribute(tag, 'action') ?? url,
    fields: fieldsOf(inside),
  }));
  return { url, status: answer.status, headers: answer.headers, html, title, forms };
}

/** What a browser would send: hidden fields, texts, and what is ticked; never what a button adds. */
function fieldsOf(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, tag = ''] of html.matchAll(/<input([^>]*)>/g)) {
    const name = attribute(tag, 'name');
    const type = attribute(tag, 'type') ?? 'text';
    const counts = !['checkbox', 'radio'].includes(type) || /\schecked/.test(tag);
    if (name && counts) fields[name] = attribute(tag, 'value') ?? '';
  }
  for (const [, tag = '', text = ''] of html.matchAll(/<textarea([^>]*)>([\s\S]*?)<\/textarea>/g)) {
    const name = attribute(tag, 'name');
    if (name) fields[name] = decode(text);
  }
  return fields;
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : decode(value);
}

function plain(html: string): string {
  return decode(html.replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
