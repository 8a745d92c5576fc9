import { expect, it } from '@jest/globals';
import { choosePersonPage } from './pages.ts';
import { people } from './people.ts';

it('offers a button for each demo person and says that it is for development only', () => {
  const page = choosePersonPage('abc', people);
  for (const { name, roles } of people) expect(page).toContain(`${name} (${roles.join(', ')})</button>`);
  expect(page).toContain('For development only');
  expect(page).not.toContain('<script');
});
