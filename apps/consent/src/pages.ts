import { join } from 'node:path';
import { signedIn } from '#libs/identity';
import { createPages, type Pages } from '#libs/site';
import type { ConsentSettings } from './settings.ts';

/** The pages of *consent*: the public ledger, and the auditors' console. */
export function pagesOf({ cityFolder }: ConsentSettings): Pages {
  return createPages({
    cityFolder,
    assetsPrefix: '/ledger/assets',
    languagesFolder: join(import.meta.dirname, 'languages'),
    templatesFolder: import.meta.dirname,
    sections: [
      {
        href: '/audit',
        name: 'audit.section',
        items: [
          { name: 'audit.overview', href: '/audit' },
          { name: 'audit.records', href: '/audit/records', also: ['/audit/residents'] },
          { name: 'exports.title', href: '/audit/exports' },
          { name: 'why.nav', href: '/audit/why', also: ['/audit/deliveries'] },
          { name: 'dispatches.title', href: '/audit/dispatches' },
          { name: 'acts.title', href: '/audit/acts' },
          { name: 'activity.title', href: '/audit/activity' },
          { name: 'integrity.title', href: '/audit/integrity' },
        ],
      },
      {
        href: '/',
        items: [
          { name: 'ledger.topics', href: '/' },
          { name: 'ledger.consultations', href: '/consultations' },
          { name: 'ledger.announcements', href: '/announcements' },
          { name: 'ledger.manage', href: '/manage' },
        ],
      },
    ],
    signedIn: (request) => {
      const session = signedIn(request);
      return (
        session && {
          name: session.person.name,
          signOutPath: '/audit/sign-out',
          csrfToken: session.formToken,
        }
      );
    },
  });
}
