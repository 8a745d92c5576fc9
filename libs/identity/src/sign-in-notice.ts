import type { FastifyReply, FastifyRequest } from 'fastify';

/** What sign-in has to tell somebody, and where the page's one link leads. */
export interface SignInNotice {
  /** `signing-out` is a page that goes on to `href` by itself (`<meta http-equiv="refresh">`). */
  kind: 'signed-out' | 'signing-out' | 'provider-unreachable' | 'sign-in-refused';
  status: number;
  href: string;
}

export type ShowNotice = (
  request: FastifyRequest,
  reply: FastifyReply,
  notice: SignInNotice,
) => Promise<unknown>;

type Words = { heading: string; text: string; link: string };

const WORDS: Record<SignInNotice['kind'], { en: Words; fr: Words }> = {
  'signed-out': {
    en: { heading: 'You are signed out', text: '', link: 'Sign in again' },
    fr: { heading: 'Votre session est fermée', text: '', link: 'Ouvrir une nouvelle session' },
  },
  'signing-out': {
    en: { heading: 'You are signed out here', text: '', link: "Sign out of the city's provider too" },
    fr: { heading: 'Votre session est fermée ici', text: '', link: 'Se déconnecter aussi de la ville' },
  },
  'provider-unreachable': {
    en: {
      heading: 'Sign-in is not possible right now',
      text: "The city's sign-in provider does not answer. Nothing is lost; please try again in a few minutes.",
      link: 'Try again',
    },
    fr: {
      heading: 'Impossible de se connecter pour le moment',
      text: 'Le service de connexion de la ville ne répond pas. Rien n’est perdu; veuillez réessayer dans quelques minutes.',
      link: 'Réessayer',
    },
  },
  'sign-in-refused': {
    en: {
      heading: 'You are not signed in',
      text: 'This sign-in was not completed, was already used, took too long or was begun in another browser.',
      link: 'Sign in again',
    },
    fr: {
      heading: 'Votre session n’est pas ouverte',
      text: 'Cette connexion n’a pas abouti, a déjà servi, a pris trop de temps ou a commencé dans un autre navigateur.',
      link: 'Se connecter de nouveau',
    },
  },
};

/** Plain words in both languages, for a service that does not show them in the site's look. */
export async function showPlainNotice(
  _request: FastifyRequest,
  reply: FastifyReply,
  { kind, status, href }: SignInNotice,
): Promise<unknown> {
  const { en, fr } = WORDS[kind];
  const address = href.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  const refresh = kind === 'signing-out' ? `<meta http-equiv="refresh" content="0;url=${address}">\n` : '';
  const said = ({ heading, text, link }: Words, lang: string) =>
    `<section lang="${lang}">\n<h1>${heading}</h1>\n<p>${text}</p>\n<p><a href="${address}">${link}</a></p>\n</section>`;
  return reply
    .status(status)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}<title>${en.heading} – ${fr.heading}</title>
</head>
<body>
<main>
${said(en, 'en')}
${said(fr, 'fr')}
</main>
</body>
</html>
`);
}
