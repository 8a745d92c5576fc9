import { describe, expect, it } from '@jest/globals';
import { formErrors } from './form-errors.ts';
import { Languages } from './languages.ts';

const words = new Languages({
  en: { missing: 'Enter it', long: 'At most {most, number} characters', 'site.problem': 'Error' },
}).words('en');

describe('problems of a form', () => {
  it('are all in the summary, and the first of each field stands beside it', () => {
    const errors = formErrors(
      [
        { field: 'email', message: 'missing' },
        { field: 'email', message: 'long', values: { most: 254 } },
        { field: 'topics', message: 'missing' },
      ],
      words,
    );
    expect(errors.list).toEqual([
      { text: 'Enter it', href: '#email' },
      { text: 'At most 254 characters', href: '#email' },
      { text: 'Enter it', href: '#topics' },
    ]);
    const beside = { text: 'Enter it', visuallyHiddenText: 'Error' };
    expect(errors.fields).toEqual({ email: beside, topics: beside });
  });
});
