export { Mac } from './mac.ts';
