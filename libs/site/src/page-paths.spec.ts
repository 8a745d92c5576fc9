import { describe, expect, it } from '@jest/globals';
import { ownPath, pathInLanguage } from './page-paths.ts';
import { sectionOf } from './sections.ts';

describe('the address of a page', () => {
  it.each([
    ['/topics/x?lang=fr', '/topics/x?lang=fr'],
    ['//evil.example.com/a', '/evil.example.com/a'],
    ['/\\evil.example.com/a', '/evil.example.com/a'],
    ['\\\\evil.example.com', '/evil.example.com'],
    ['/./..//evil.example.com', '/evil.example.com'],
    ['/\t/evil.example.com', '/evil.example.com'],
    ['*', '/*'],
  ])('ABUSE-4: %j stays on this host', (url, expected) => expect(ownPath(url)).toBe(expected));

  it('changes its language and nothing else', () => {
    expect(pathInLanguage('/a?x=1&lang=en#part', 'fr')).toBe('/a?x=1&lang=fr#part');
    expect(pathInLanguage('/', 'fr')).toBe('/?lang=fr');
  });
});

describe('the section of a page', () => {
  const topics = { name: 'topics', href: '/staff/topics', also: ['/staff/notices'] };
  const announcements = { name: 'announcements', href: '/staff' };
  const home = { name: 'home', href: '/' };
  const sections = [
    { href: '/', items: [home] },
    { href: '/staff', items: [announcements, topics] },
  ];

  it.each([
    ['/staff/topics/3', '/staff', topics],
    ['/staff/notices/7', '/staff', topics],
    ['/staff/dispatches', '/staff', announcements],
    ['/staffing', '/', undefined],
    ['/?lang=fr', '/', home],
    ['/topics/x', '/', undefined],
  ])('%s is %s', (path, section, current) => {
    expect(sectionOf(sections, path)).toMatchObject({ section: { href: section }, current });
    expect(sectionOf(sections, path)?.current).toBe(current);
  });
});
