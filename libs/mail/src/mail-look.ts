import { Html } from './html.ts';

/** A city's look on its mails. Words and colours alone: a picture would have to be loaded, or would go along millions of times. */
export interface MailLook {
  /** On the band across the top: the city, and what this service is called. */
  name: string;
  service: string;
  colours: MailColours;
}

/**
 * Each `#rrggbb`. White is read on `button`, `bandText` on `band`, `link` on white; `darkLink` and `darkButton` stand on the dark
 * ground, and the button's words are as dark as that.
 */
export interface MailColours {
  band: string;
  bandText: string;
  accent: string;
  link: string;
  button: string;
  darkLink: string;
  darkButton: string;
}

/** Contrast of text to ground: 17:1, and 15:1 in the dark. [WCAG 2.2, 1.4.3] */
export const LIGHT = { ground: '#ffffff', text: '#1a1a1a' };
export const DARK = { ground: '#121212', text: '#e6e6e6' };

/**
 * What a mail's elements have on them, as well as in the sheet: some readers drop the sheet, and Outlook on Windows knows neither
 * `rem` nor the short forms of colours.
 */
export const INLINE = {
  ground: `background-color:${LIGHT.ground};color:${LIGHT.text};font-family:Arial,Helvetica,sans-serif;font-size:17px;line-height:1.5`,
  column: 'max-width:600px;margin:0 auto;padding:16px',
  heading: 'margin:0 0 16px;font-size:24px;line-height:1.25',
  footer: 'margin-top:32px;padding-top:16px;border-top:1px solid #767676;font-size:15px',
};

/** The sheet for readers that keep one: spaces, the dark ground, and long words that break at 320 pixels. */
export function mailSheet({ link, darkLink, darkButton }: MailColours): Html {
  const sheet = `
:root{color-scheme:light dark}
h2{font-size:20px;line-height:1.3;margin:24px 0 8px}
h3,h4,h5,h6{font-size:17px;margin:20px 0 8px}
p,ul,ol,blockquote{margin:0 0 16px}
blockquote{padding-inline-start:16px;border-inline-start:4px solid #767676}
img{max-width:100%;height:auto}
pre{margin:0 0 16px;padding:12px;border:1px solid #767676;font:14px/1.4 Consolas,Menlo,monospace}
.ground{overflow-wrap:anywhere}
a{color:${link}}
.press:hover{text-decoration:underline!important}
@media (prefers-color-scheme:dark){
.ground{background-color:${DARK.ground}!important;color:${DARK.text}!important}
a{color:${darkLink}}
.button,.press{background-color:${darkButton}!important;border-color:${darkButton}!important;color:${DARK.ground}!important}
}`;
  return new Html(sheet.replaceAll('\n', ''));
}
