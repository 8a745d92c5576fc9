import { Problem } from '#libs/problems';

export const unknownFeed = () => new Problem('feed-not-found', 404, 'There is no feed of that name');
