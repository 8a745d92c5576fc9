import fc from 'fast-check';

/** What a relay does with one mail after its final dot. */
export type Answer = 'accept' | 'later' | 'refuse' | 'drop' | 'half' | 'unheard' | 'wait';

/** What happens to one of a few residents, numbered from 0. `again` repeats a message that was taken before. */
export type Step =
  | { does: 'grant' | 'withdraw'; who: number }
  /** The same message, or what it says under a new id, as from a restored outbox. */
  | { does: 'again'; which: number; underNewId: boolean }
  | { does: 'announce'; answers: Answer[][]; meanwhile: Meanwhile[] };

/** What happens while mails of the announcement wait for their answer. */
export type Meanwhile =
  | { does: 'grant' | 'withdraw'; who: number }
  | { does: 'again'; which: number; underNewId: boolean }
  /** The sender fell silent: its lease is over before it hears anything. */
  | { does: 'lose-leases' };

export const RESIDENTS = 4;

const who = fc.nat({ max: RESIDENTS - 1 });
const standing = fc.record({ does: fc.constantFrom('grant' as const, 'withdraw' as const), who });
const again = fc.record({
  does: fc.constant('again' as const),
  which: fc.nat({ max: 20 }),
  underNewId: fc.boolean(),
});
const loseLeases = fc.constant({ does: 'lose-leases' as const });

const answer = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Answer>('accept') },
  { weight: 3, arbitrary: fc.constant<Answer>('wait') },
  { weight: 4, arbitrary: fc.constantFrom<Answer>('later', 'refuse', 'drop', 'half', 'unheard') },
);

const announce = fc.record({
  does: fc.constant('announce' as const),
  answers: fc.array(fc.array(answer, { maxLength: 2 }), { minLength: RESIDENTS, maxLength: RESIDENTS }),
  meanwhile: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: standing },
      { weight: 2, arbitrary: again },
      { weight: 1, arbitrary: loseLeases },
    ),
    { maxLength: 3 },
  ),
});

/** Always ends with an announcement: what came before shows in whom it reaches. */
export const histories: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 5, arbitrary: standing },
        { weight: 2, arbitrary: again },
        { weight: 2, arbitrary: announce },
      ),
      {
        minLength: 2,
        maxLength: 7,
      },
    ),
    announce,
  )
  .map(([steps, last]) => [...steps, last]);
