export { LeaveLinks } from './leave-links.ts';
export { type ManageLink, ManageLinks } from './manage-links.ts';
