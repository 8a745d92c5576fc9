import type { Words, WordValues } from './languages.ts';

/** What is wrong with one field of a form. */
export interface FormProblem {
  /** The name of the field, which is the `id` of its first control too. */
  field: string;
  /** A key of the language files. */
  message: string;
  values?: WordValues;
}

/** The same problems as govuk-frontend's macros take them. */
export interface FormErrors {
  /** For the error summary: each leads to its field. */
  list: { text: string; href: string }[];
  /** For the `errorMessage` of each field, by its name; what is hidden comes before the words when they are read out. */
  fields: Record<string, { text: string; visuallyHiddenText: string }>;
}

/** Turns problems into words, in the order of the form. A field's first problem stands beside it; the summary shows all. */
export function formErrors(problems: readonly FormProblem[], words: Words): FormErrors {
  const errors: FormErrors = { list: [], fields: {} };
  for (const { field, message, values } of problems) {
    const text = words(message, values);
    errors.list.push({ text, href: `#${field}` });
    errors.fields[field] ??= { text, visuallyHiddenText: words('site.problem') };
  }
  return errors;
}
