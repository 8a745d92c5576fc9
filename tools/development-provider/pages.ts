import type { DemoPerson } from './people.ts';

const STYLE = `
  body { font: 1.125rem/1.5 sans-serif; max-width: 36rem; margin: 0 auto; padding: 1rem; color: #0b0c0c; background: #fff }
  .warning { border-left: 0.5rem solid #b50000; padding: 0.25rem 1rem }
  button { font: inherit; display: block; width: 100%; margin: 0 0 1rem; padding: 0.75rem 1rem; text-align: left;
    color: #fff; background: #1d4f7c; border: 2px solid #1d4f7c; border-radius: 0.25rem; cursor: pointer }
  button:focus-visible { outline: 4px solid #b36b00; outline-offset: 2px }`;

/** Who is signing in? A button for each person; no script. */
export function choosePersonPage(uid: string, people: DemoPerson[]): string {
  const buttons = people.map(
    ({ subject, name, roles }) =>
      `<button name="person" value="${escapeHtml(subject)}">${escapeHtml(name)} (${escapeHtml(roles.join(', '))})</button>`,
  );
  return page(
    'Who is signing in?',
    `<form method="post" action="/interaction/${encodeURIComponent(uid)}">${buttons.join('\n')}</form>`,
  );
}

/** `form` is the library's own, with its token against forgery; it has the id `op.logoutForm`. */
export function signOutPage(form: string): string {
  return page(
    'Sign out?',
    `${form}<button form="op.logoutForm" name="logout" value="yes">Yes, sign out</button>
     <button form="op.logoutForm">No, stay signed in</button>`,
  );
}

export function errorPage(explanation: string): string {
  return page('This sign-in cannot go on', `<p>${escapeHtml(explanation)}</p>`);
}

export function page(heading: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading} – development only</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="warning"><strong>For development only.</strong> These people are made up and there is no password.
In production, staff sign in with the city's own provider.</p>
<h1>${heading}</h1>
${content}
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
