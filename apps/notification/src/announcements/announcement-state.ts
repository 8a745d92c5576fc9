export const announcementStates = ['draft', 'submitted', 'scheduled', 'dispatched', 'cancelled'] as const;
export type AnnouncementState = (typeof announcementStates)[number];

/** What a person does to an announcement. */
export type Act = 'edit' | 'submit' | 'release' | 'cancel';
/** `dispatch` and `void` are the program's own: when its time comes, the release holds or it does not. */
export type Step = Act | 'dispatch' | 'void';

/** Any change of the words leads back to a draft: what was released is not what would be sent (MSG-2). */
const NEXT: Record<AnnouncementState, Partial<Record<Step, AnnouncementState>>> = {
  draft: { edit: 'draft', submit: 'submitted', cancel: 'cancelled' },
  submitted: { edit: 'draft', release: 'scheduled', cancel: 'cancelled' },
  scheduled: { edit: 'draft', cancel: 'cancelled', dispatch: 'dispatched', void: 'submitted' },
  dispatched: {},
  cancelled: {},
};

/** @returns the state after the step, or undefined when the step cannot be taken in this state. */
export function stateAfter(state: AnnouncementState, step: Step): AnnouncementState | undefined {
  return NEXT[state][step];
}

export interface Person {
  subject: string;
  name: string;
  roles: readonly string[];
}

/**
 * MSG-2: author and approver are two people, told apart by the provider's subject and never by name or role: somebody may
 * well have both roles. Only its author changes an announcement, so nobody can write into it what they then release.
 */
export function mayTake(act: Act, person: Person, announcement: { authorSubject: string }): boolean {
  const isItsAuthor = person.subject === announcement.authorSubject;
  switch (act) {
    case 'edit':
    case 'submit':
      return isItsAuthor && person.roles.includes('author');
    case 'release':
      return !isItsAuthor && person.roles.includes('approver');
    case 'cancel':
      return isItsAuthor || person.roles.includes('approver') || person.roles.includes('operator');
  }
}
