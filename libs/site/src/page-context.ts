import type { FormErrors } from './form-errors.ts';
import type { LanguageSwitch } from './language-switches.ts';
import type { Words } from './languages.ts';
import { type Section, sectionOf } from './sections.ts';
import type { Speech } from './speech.ts';

/** Who is signed in, as the head of a page shows it. */
export interface SignedIn {
  name: string;
  /** In words, e.g. “Author, approver”. */
  roles?: string;
  /** Where the sign-out form posts to. */
  signOutPath: string;
  /** The hidden field `formToken` of the sign-out form, as libs/identity asks for it. */
  csrfToken?: string;
}

/** Everything a template may use besides its own data. Later names win, so that data cannot hide one of these. */
export interface PageContext extends Speech {
  /** Path and query of this page, on this host. */
  path: string;
  /** A path of ours, keeping the language that the reader chose. */
  link: (path: string) => string;
  errors: FormErrors;
  switches: LanguageSwitch[];
  section: ShownSection | undefined;
  signedIn: SignedIn | undefined;
  /** Search engines are asked to leave the page out. */
  isHidden: boolean;
}

/** A section in the words of one language, as govuk-frontend's service navigation takes it. */
export interface ShownSection {
  href: string;
  name: string | undefined;
  items: { text: string; href: string; active: boolean }[];
}

export function showSection(
  sections: readonly Section[],
  { path, link, words }: { path: string; link: (path: string) => string; words: Words },
): ShownSection | undefined {
  const found = sectionOf(sections, path);
  if (!found) return undefined;
  const { section, current } = found;
  return {
    href: link(section.href),
    name: section.name && words(section.name),
    items: section.items.map((item) => ({
      text: words(item.name),
      href: link(item.href),
      active: item === current,
    })),
  };
}
