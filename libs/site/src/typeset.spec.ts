import { describe, expect, it } from '@jest/globals';
import { typeset } from './typeset.ts';

describe('typeset', () => {
  it.each([
    ['Le sujet « {topic} » :', 'Le sujet «\u00a0{topic}\u00a0»\u00a0:'],
    ['Écrivez-nous : {email}', 'Écrivez-nous\u00a0: {email}'],
    ['(« un », « deux »). 5 % ou 10 $.', '(«\u00a0un\u00a0», «\u00a0deux\u00a0»). 5\u00a0% ou 10\u00a0$.'],
    ['à 10:30, de a:b', 'à 10:30, de a:b'],
  ])('keeps %p together in French', (typed, shown) => {
    expect(typeset('fr', typed)).toBe(shown);
    expect(typeset('fr-CA', typed)).toBe(shown);
  });

  it('leaves other languages as they were typed', () => {
    expect(typeset('en', 'Topic « one » : two')).toBe('Topic « one » : two');
  });
});
