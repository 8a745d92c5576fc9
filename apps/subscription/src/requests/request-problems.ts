import { Problem } from '#libs/problems';

export const topicUnknown = () =>
  new Problem('topic-unknown', 400, 'There is no open topic of that name', [
    { field: 'topics', message: 'unknown' },
  ]);

export const noticeChanged = () =>
  new Problem('notice-changed', 409, 'The words of a topic changed since they were shown', [
    { field: 'notices', message: 'changed' },
  ]);

export const languageUnknown = () =>
  new Problem('language-unknown', 400, 'There is no such language here', [
    { field: 'language', message: 'unknown' },
  ]);

export const addressInvalid = () =>
  new Problem('address-invalid', 400, 'That is not an e-mail address that mail can go to', [
    { field: 'email', message: 'invalid' },
  ]);

/** Unknown, expired, purged and outdated look the same: a link says nothing about anybody. */
export const linkUnknown = () => new Problem('link-unknown', 404, 'This link is unknown or has expired');
