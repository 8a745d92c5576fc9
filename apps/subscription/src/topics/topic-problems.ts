import { Problem } from '#libs/problems';

export const topicNotFound = () => new Problem('topic-not-found', 404, 'There is no open topic of that name');
