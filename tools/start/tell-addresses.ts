import { people } from '../development-provider/people.ts';
import { LOGS } from '../project.ts';

export interface Addresses {
  publicUrl: string;
  /** Only when the mail catcher is ours. */
  inboxUrl: string | undefined;
  /** Whether the people of the development provider may sign in. */
  demoPeople: boolean;
}

export function tellAddresses({ publicUrl, inboxUrl, demoPeople }: Addresses): void {
  const lines = [
    ['Residents', `${publicUrl}/`],
    ['Staff', `${publicUrl}/staff`],
    ['Auditors', `${publicUrl}/audit`],
    ...(inboxUrl ? [['Mail', `${inboxUrl} (every mail lands here)`]] : []),
  ];
  console.log('\n  Tidings is running.\n');
  for (const [who, where] of lines) console.log(`    ${who?.padEnd(12)}${where}`);
  if (demoPeople) {
    console.log('\n  Who can sign in here, without a password:\n');
    for (const { name, roles } of people) console.log(`    ${name.padEnd(16)}${roles.join(', ')}`);
  }
  console.log(`\n  Logs are in ${LOGS}. Ctrl-C stops everything.\n`);
}
