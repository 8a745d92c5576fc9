const APART = / (?=[»:%$](?:[\s.,;)]|$))|(?<=«) /g;

/**
 * French sets its quotation marks, the colon and some signs apart by a space at which no line may break. Whoever writes words types the
 * plain one, which looks the same in an editor.
 */
export function typeset(code: string, message: string): string {
  return code.split('-', 1)[0] === 'fr' ? message.replaceAll(APART, '\u00a0') : message;
}
