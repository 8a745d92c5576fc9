import { isAt, isBelow } from './page-paths.ts';

export interface SectionItem {
  /** A key of the language files. */
  name: string;
  href: string;
  /** Further places that a reader is at by way of this item, as paths. */
  also?: readonly string[];
}

/** A part of the site with a navigation of its own, e.g. what staff see. */
export interface Section {
  /** Every page below it belongs to the section, unless a longer one fits. */
  href: string;
  /** A key of the language files; the residents' section has no name. */
  name?: string;
  items: readonly SectionItem[];
}

/** The section that a path lies in, and the item of it that the reader is at. */
export function sectionOf(
  sections: readonly Section[],
  path: string,
): { section: Section; current: SectionItem | undefined } | undefined {
  const section = longest(sections.filter(({ href }) => isBelow(path, href)));
  if (!section) return undefined;
  const places = section.items.flatMap((item) =>
    [item.href, ...(item.also ?? [])].map((href) => ({ href, item })),
  );
  // Every page lies below `/`; only the home page is at it.
  const around = places.filter(({ href }) => (href === '/' ? isAt(path, '/') : isBelow(path, href)));
  return { section, current: longest(around)?.item };
}

function longest<T extends { href: string }>(places: T[]): T | undefined {
  return places.sort((a, b) => b.href.length - a.href.length).at(0);
}
