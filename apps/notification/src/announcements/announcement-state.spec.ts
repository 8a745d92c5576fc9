import { describe, expect, it } from '@jest/globals';
import { announcementStates, mayTake, type Step, stateAfter } from './announcement-state.ts';

const steps: Step[] = ['edit', 'submit', 'release', 'cancel', 'dispatch', 'void'];

describe('stateAfter', () => {
  it('MSG-2: these are all the ways that an announcement can go', () => {
    const ways = announcementStates.flatMap((state) =>
      steps.flatMap((step) => {
        const next = stateAfter(state, step);
        return next ? [`${state} ${step} ${next}`] : [];
      }),
    );
    expect(ways).toEqual([
      'draft edit draft',
      'draft submit submitted',
      'draft cancel cancelled',
      'submitted edit draft',
      'submitted release scheduled',
      'submitted cancel cancelled',
      'scheduled edit draft',
      'scheduled cancel cancelled',
      'scheduled dispatch dispatched',
      'scheduled void submitted',
    ]);
  });
});

describe('mayTake', () => {
  const announcement = { authorSubject: 'ada' };
  const person = (subject: string, ...roles: string[]) => ({ subject, name: subject, roles });

  it('MSG-2: an author who is an approver too does not release their own announcement', () => {
    expect(mayTake('release', person('ada', 'author', 'approver'), announcement)).toBe(false);
    expect(mayTake('release', person('bo', 'approver'), announcement)).toBe(true);
    expect(mayTake('release', person('bo', 'author', 'operator', 'auditor'), announcement)).toBe(false);
  });

  it('MSG-2: nobody but its author writes in an announcement', () => {
    expect(mayTake('edit', person('ada', 'author'), announcement)).toBe(true);
    expect(mayTake('edit', person('bo', 'author', 'approver'), announcement)).toBe(false);
    expect(mayTake('submit', person('bo', 'author'), announcement)).toBe(false);
    expect(mayTake('edit', person('ada', 'auditor'), announcement)).toBe(false);
  });

  it('its author, an approver or an operator can stop it', () => {
    expect(mayTake('cancel', person('ada'), announcement)).toBe(true);
    expect(mayTake('cancel', person('bo', 'approver'), announcement)).toBe(true);
    expect(mayTake('cancel', person('cy', 'operator'), announcement)).toBe(true);
    expect(mayTake('cancel', person('di', 'author', 'auditor'), announcement)).toBe(false);
  });
});
