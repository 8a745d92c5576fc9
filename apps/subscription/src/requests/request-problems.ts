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

/** @returns what was promised; undefined where a link leads to nothing, for pages that then say what to do. */
export async function unlessUnknown<T>(promised: Promise<T>): Promise<T | undefined> {
  try {
    return await promised;
  } catch (error) {
    if (error instanceof Problem && error.code === 'link-unknown') return undefined;
    throw error;
  }
}

/** Unknown, expired, purged and outdated look the same: a link says nothing about anybody. */
export const linkUnknown = () => new Problem('link-unknown', 404, 'This link is unknown or has expired');
