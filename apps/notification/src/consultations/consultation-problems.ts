import { Problem } from '#libs/problems';

export const unknownConsultation = () =>
  new Problem('consultation-unknown', 404, 'There is no such consultation');
