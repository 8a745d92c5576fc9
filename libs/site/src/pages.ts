import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Environment } from 'nunjucks';
import type { Assets } from './assets.ts';
import { chooseLanguage } from './choose-language.ts';
import type { City } from './city.ts';
import { type FormProblem, formErrors } from './form-errors.ts';
import { languageSwitches } from './language-switches.ts';
import type { Languages, Words } from './languages.ts';
import { type PageContext, type SignedIn, showSection } from './page-context.ts';
import { ownPath, pathInLanguage } from './page-paths.ts';
import type { Section } from './sections.ts';
import { letBeFramed, letScriptsRun } from './security-headers.ts';
import { SharedPages } from './shared-pages.ts';
import { type Speech, speech } from './speech.ts';

export interface PageParts {
  city: City;
  languages: Languages;
  assets: Assets;
  templates: Environment;
  sections: readonly Section[];
  signedIn: (request: FastifyRequest) => SignedIn | undefined;
  /** How old a shared page may be. */
  keptMilliseconds: number;
}

export interface Page {
  /** Path below the service's `src`, e.g. `requests/ask.njk`. */
  template: string;
  /** What the template shows. */
  data?: object;
  /** Shown in the error summary and, as `errors.fields`, beside each field. */
  problems?: readonly FormProblem[];
  /** Of HTTP; without it 200, or 422 with problems. */
  status?: number;
  /** The address of the page holds a secret: no search engine may keep it (ABUSE-4). */
  tokenPage?: boolean;
  /** Other sites may show the page in a frame: only one that knows nothing about whoever reads it (ABUSE-4). */
  isFramed?: boolean;
  /** Files of ours may run on this page as scripts and workers; never on one whose address holds a secret. */
  scripts?: boolean;
}

/** Statuses that have words of their own; the others are told as a 400 or a 500. */
const TOLD = new Set([400, 403, 404, 405, 410, 413, 415, 429, 500, 503]);

/** Makes the pages of one service, in the language of each reader. `createPages` builds it. */
export class Pages {
  readonly city: City;
  readonly languages: Languages;
  readonly assets: Assets;
  private readonly speech: (code: string) => Speech;
  private readonly shared: SharedPages;

  constructor(private readonly parts: PageParts) {
    this.city = parts.city;
    this.languages = parts.languages;
    this.assets = parts.assets;
    this.shared = new SharedPages(parts.keptMilliseconds);
    this.speech = speech(parts.city, parts.languages, parts.assets);
  }

  /** The code of the language in which this request is answered. */
  language(request: FastifyRequest): string {
    const wish = { query: queryLanguage(request), acceptLanguage: request.headers['accept-language'] };
    return chooseLanguage(wish, this.languages.codes);
  }

  words(request: FastifyRequest): Words {
    return this.languages.words(this.language(request));
  }

  /** Words, dates and the city in the language in which this request is answered, for what is not a page. */
  spoken(request: FastifyRequest): Speech {
    return this.speech(this.language(request));
  }

  /** A path of ours that keeps the language the reader chose, for links and redirects. */
  link(request: FastifyRequest, path: string): string {
    const chosen = queryLanguage(request);
    const isChosen = this.languages.codes.some((code) => code === chosen);
    return isChosen ? pathInLanguage(path, this.language(request)) : path;
  }

  async render(request: FastifyRequest, reply: FastifyReply, page: Page): Promise<void> {
    this.head(request, reply, page).header('Vary', 'Accept-Language').send(this.html(request, page));
  }

  /**
   * A page without problems that is the same for everybody who reads it in one language. It is made anew once KEEP_SECONDS have passed.
   * @param make what it shows: it may depend on the path alone, and be as old as that.
   */
  async renderShared(
    request: FastifyRequest,
    reply: FastifyReply,
    make: () => Promise<Page>,
    { scripts }: Pick<Page, 'scripts'> = {},
  ): Promise<void> {
    const key = this.sharedKey(request);
    if (key === undefined) return this.render(request, reply, { ...(await make()), scripts });
    const html = async () => this.html(request, await make());
    await this.shared.send(request, this.head(request, reply, { scripts }), { key, make: html });
  }

  /**
   * A document that somebody keeps, without the site around it.
   * @param template may use `data`, and what it needs to speak one language. @returns HTML.
   */
  document(language: string, template: string, data: object): string {
    return this.parts.templates.render(template, { ...data, ...this.speech(language) });
  }

  /**
   * A plain page that says what went wrong and what to do; it never says why inside.
   * @param told words of the service's own, for a problem that ends in so many minutes; without it, ours for the status.
   */
  async error(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    told?: { words: string; minutes: number },
  ): Promise<void> {
    const known = TOLD.has(status) ? status : status < 500 ? 400 : 500;
    const data = { words: told?.words ?? `site.error.${known}`, minutes: told?.minutes };
    await this.render(request, reply, { template: 'error.njk', data, status });
  }

  private head(request: FastifyRequest, reply: FastifyReply, page: Partial<Page>): FastifyReply {
    if (page.isFramed) {
      if (page.tokenPage) throw new Error(`${page.template} knows who reads it, and is never framed`);
      letBeFramed(reply);
    }
    if (page.scripts && !page.tokenPage) letScriptsRun(reply);
    if (this.isHidden(page)) reply.header('X-Robots-Tag', 'noindex, nofollow');
    return reply
      .status(page.status ?? (page.problems?.length ? 422 : 200))
      .header('Content-Language', this.language(request))
      .type('text/html; charset=utf-8');
  }

  private html(request: FastifyRequest, page: Page): string {
    return this.parts.templates.render(page.template, { ...page.data, ...this.context(request, page) });
  }

  /** What else is in the query would be in the page's links. Nobody can fill the memory with queries of their own. */
  private sharedKey(request: FastifyRequest): string | undefined {
    const [path, query] = request.url.split('?');
    const language = this.language(request);
    const isPlain = query === undefined || query === `lang=${language}`;
    return isPlain && !this.parts.signedIn(request) ? `${path} ${query ?? ''} ${language}` : undefined;
  }

  /** A demonstration must not be found in place of the city's own service. */
  private isHidden({ tokenPage }: Pick<Page, 'tokenPage'>): boolean {
    return tokenPage === true || this.city.demonstration !== undefined;
  }

  private context(request: FastifyRequest, page: Page): PageContext {
    const spoken = this.speech(this.language(request));
    const path = ownPath(request.url);
    const link = (to: string) => this.link(request, to);
    return {
      ...spoken,
      path,
      link,
      errors: formErrors(page.problems ?? [], spoken.t),
      switches: languageSwitches(this.city.languages, spoken.lang, path),
      section: showSection(this.parts.sections, { path, link, words: spoken.t }),
      signedIn: this.parts.signedIn(request),
      isHidden: this.isHidden(page),
    };
  }
}

function queryLanguage(request: FastifyRequest): unknown {
  return (request.query as { lang?: unknown } | undefined)?.lang;
}
