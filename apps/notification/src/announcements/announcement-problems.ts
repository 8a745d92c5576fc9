import { Problem } from '#libs/problems';
import { type Act, type AnnouncementState, mayTake, type Person, stateAfter } from './announcement-state.ts';

export const unknownAnnouncement = () =>
  new Problem('announcement-unknown', 404, 'There is no such announcement');

export const notYours = () =>
  new Problem('announcement-not-yours', 403, 'This step belongs to somebody else');

export const tooLate = () =>
  new Problem(
    'announcement-too-late',
    409,
    'The announcement has gone on, and this step cannot be taken any more',
  );

export const changedMeanwhile = () =>
  new Problem('announcement-changed', 409, 'The announcement is not what you were shown; read it again');

export const incomplete = () =>
  new Problem('announcement-incomplete', 422, 'Something stands against a release of the announcement');

/**
 * @returns the state that the act leads to.
 * @throws Problem when this person may not, or when the announcement is past it.
 */
export function take(
  act: Act,
  person: Person,
  announcement: { authorSubject: string; state: AnnouncementState },
): AnnouncementState {
  if (!mayTake(act, person, announcement)) throw notYours();
  const next = stateAfter(announcement.state, act);
  if (!next) throw tooLate();
  return next;
}
