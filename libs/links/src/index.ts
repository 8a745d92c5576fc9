export { LeaveLinks } from './leave-links.ts';
