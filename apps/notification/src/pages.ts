import { join } from 'node:path';
import { signedIn } from '#libs/identity';
import { createPages, type Pages } from '#libs/site';
import type { NotificationSettings } from './settings.ts';

/** The pages of *notification*: what residents are invited to and told, and the console of staff. */
export function pagesOf({ cityFolder }: NotificationSettings): Pages {
  return createPages({
    cityFolder,
    assetsPrefix: '/consultations/assets',
    languagesFolder: join(import.meta.dirname, 'languages'),
    templatesFolder: import.meta.dirname,
    sections: [
      {
        href: '/staff',
        name: 'nav.staff',
        items: [
          { name: 'nav.staff.announcements', href: '/staff' },
          { name: 'nav.staff.mailbox', href: '/staff/mailbox' },
          { name: 'nav.staff.digests', href: '/staff/digests' },
          { name: 'nav.staff.dns', href: '/staff/dns' },
          { name: 'nav.staff.mail', href: '/staff/mail' },
        ],
      },
      {
        href: '/',
        items: [
          { name: 'nav.topics', href: '/' },
          { name: 'nav.consultations', href: '/consultations' },
          { name: 'nav.announcements', href: '/announcements' },
          { name: 'nav.manage', href: '/manage' },
        ],
      },
    ],
    signedIn: (request) => {
      const session = signedIn(request);
      return (
        session && {
          name: session.person.name,
          signOutPath: '/staff/sign-out',
          csrfToken: session.formToken,
        }
      );
    },
  });
}
