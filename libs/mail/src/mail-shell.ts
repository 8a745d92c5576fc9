import { Html, html } from './html.ts';

export interface ShellFacts {
  language: string;
  direction: 'ltr' | 'rtl';
  /** The first heading. The subject says the same. */
  title: string;
  body: Html;
  /** Who writes and how to leave; the same as in the text part. */
  footer: Html;
}

/** Contrast on white and on the dark ground: text 15:1 and 13:1, links 7:1 and 8:1. [WCAG 2.2, 1.4.3] */
const STYLE = `
:root{color-scheme:light dark}
body{margin:0;padding:0;background:#ffffff;color:#1a1a1a}
.page{max-width:38rem;margin:0 auto;padding:1.5rem 1rem;font:1.0625rem/1.5 Arial,Helvetica,sans-serif}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
h2{font-size:1.25rem;line-height:1.3;margin:1.5rem 0 .5rem}
h3,h4,h5,h6{font-size:1.0625rem;margin:1.25rem 0 .5rem}
p,ul,ol,blockquote{margin:0 0 1rem}
blockquote{padding-inline-start:1rem;border-inline-start:.25rem solid #767676}
img{max-width:100%;height:auto}
pre{margin:0 0 1rem;padding:.75rem;border:1px solid #767676;font:.875rem/1.4 Consolas,Menlo,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
a{color:#00508c;overflow-wrap:anywhere}
.button{display:inline-block;padding:.75rem 1.25rem;background:#00508c;color:#ffffff;font-weight:bold;text-decoration:none;border-radius:.25rem}
.footer{margin-top:2rem;padding-top:1rem;border-top:1px solid #767676;font-size:.9375rem}
@media (prefers-color-scheme:dark){
body{background:#121212;color:#e6e6e6}
a{color:#8cc4ff}
.button{background:#8cc4ff!important;color:#121212!important}
}`.replaceAll('\n', '');

/** The frame of every mail: one column, headings, no image, nothing from another host (MSG-6, MSG-5). */
export function mailShell({ language, direction, title, body, footer }: ShellFacts): string {
  const page = html`<!DOCTYPE html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<div class="page" lang="${language}" dir="${direction}">
<main>
<h1>${title}</h1>
${body}
</main>
<footer class="footer">
${footer}
</footer>
</div>
</body>
</html>
`;
  return page.markup;
}

/** A link that looks like a button. Its colours are written on it too: some readers drop the style sheet. */
export function linkButton(address: string, words: string): Html {
  const style = new Html('background:#00508c;color:#ffffff');
  return html`<p><a class="button" style="${style}" href="${address}">${words}</a></p>`;
}
