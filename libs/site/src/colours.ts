/** The colours a city chooses, each `#rrggbb`. Everything else on a page is derived from them or is the same everywhere. */
export interface Colours {
  /** Behind the city's name. */
  brand: string;
  /** The city's name, on the brand colour. */
  brandText: string;
  /** The line under the header and the mark of the chosen section. */
  accent: string;
  /** Links, on white and on the surface colour. */
  link: string;
  /** Behind the white words of the main button. */
  button: string;
  /** Behind the footer, the navigation and notices. */
  surface: string;
}

const WHITE = '#ffffff';
const BLACK = '#000000';
const TEXT = '#0b0c0c';
const READABLE = 4.5;

/** The contrast ratio of two colours, 1 to 21. [WCAG 2.2, “contrast ratio”] */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour, made lighter until it has this contrast to a dark ground. */
export function lightened(colour: string, ground: string, ratio: number): string {
  const shares = Array.from({ length: 20 }, (_, step) => step / 20);
  const mixed = shares.map((share) => mix(colour, WHITE, share));
  return mixed.find((candidate) => contrast(candidate, ground) >= ratio) ?? WHITE;
}

/** Pairs of colours that cannot be read together at WCAG AA, in words for the person who chose them. */
export function unreadable(colours: Colours): string[] {
  const pairs: [string, string, string][] = [
    ['brandText on brand', colours.brandText, colours.brand],
    ['link on white', colours.link, WHITE],
    ['link on surface', colours.link, colours.surface],
    ['white on button', WHITE, colours.button],
    ['dark text on surface', TEXT, colours.surface],
  ];
  return pairs
    .filter(([, text, ground]) => contrast(text, ground) < READABLE)
    .map(
      ([name, text, ground]) =>
        `${name} has a contrast of ${contrast(text, ground).toFixed(1)}, which should be ${READABLE} or more`,
    );
}

/** The custom properties that `site.scss` paints with, for one city. */
export function colourSheet(colours: Colours): string {
  const properties = {
    'govuk-brand-colour': colours.brand,
    'govuk-link-colour': colours.link,
    'govuk-link-visited-colour': colours.link,
    'govuk-link-hover-colour': mix(colours.link, BLACK, 0.35),
    'govuk-template-background-colour': colours.surface,
    'govuk-surface-background-colour': colours.surface,
    'govuk-surface-border-colour': mix(colours.surface, colours.brand, 0.25),
    'site-brand-text': colours.brandText,
    'site-accent': colours.accent,
    'site-button': colours.button,
    'site-button-hover': mix(colours.button, BLACK, 0.25),
    'site-button-shadow': mix(colours.button, BLACK, 0.5),
  };
  const lines = Object.entries(properties).map(([name, colour]) => `--${name}:${colour}`);
  return `:root{${lines.join(';')}}`;
}

function mix(colour: string, other: string, share: number): string {
  const others = channels(other);
  const mixed = channels(colour).map((value, index) =>
    Math.round(value + ((others[index] ?? value) - value) * share),
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}
