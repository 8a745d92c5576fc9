import { Html, html } from './html.ts';
import { INLINE, type MailColours, type MailLook, mailSheet } from './mail-look.ts';

export interface ShellFacts {
  language: string;
  direction: 'ltr' | 'rtl';
  look: MailLook;
  /** The first heading. The subject says the same. */
  title: string;
  body: Html;
  /** Who writes and how to leave; the same as in the text part. */
  footer: Html;
}

/**
 * The frame of every mail: one column below the city's name, headings, no image, nothing from another host (MSG-6, MSG-5). Tables
 * hold up what Outlook on Windows would not: a ground of colour and a width.
 */
export function mailShell({ language, direction, look, title, body, footer }: ShellFacts): string {
  const { band, bandText, accent } = look.colours;
  const page = html`<!DOCTYPE html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${mailSheet(look.colours)}</style>
</head>
<body class="ground" style="margin:0;padding:0;${new Html(INLINE.ground)}">
<div class="ground" lang="${language}" dir="${direction}" style="${new Html(INLINE.ground)}">
<header>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
<td bgcolor="${band}" style="background-color:${band};color:${bandText};border-bottom:4px solid ${accent};font-size:20px;line-height:1.3">
${column(html`<b>${look.name}</b><br><span style="font-size:16px">${look.service}</span>`)}
</td></tr></table>
</header>
${column(html`<main>
<h1 style="${new Html(INLINE.heading)}">${title}</h1>
${body}
</main>
<footer class="footer" style="${new Html(INLINE.footer)}">
${footer}
</footer>`)}
</div>
</body>
</html>
`;
  return page.markup;
}

/** Outlook on Windows knows no `max-width`. */
function column(inner: Html): Html {
  return html`<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->
<div style="${new Html(INLINE.column)}">
${inner}
</div>
<!--[if mso]></td></tr></table><![endif]-->`;
}

/** A link that looks like a button, also where the sheet is dropped and where colours are forced: then its border is seen. */
export function linkButton(address: string, words: string, { button }: MailColours): Html {
  const colours = new Html(`background-color:${button};border:2px solid ${button}`);
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px"><tr>
<td class="button" bgcolor="${button}" style="${colours};border-radius:4px;padding:10px 18px">
<a class="press" href="${address}" style="color:#ffffff;font-family:Arial,Helvetica,sans-serif;font-size:17px;font-weight:bold;text-decoration:none">${words}</a>
</td></tr></table>`;
}
