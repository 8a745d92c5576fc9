import type { CertificateName } from '../../smtp/certificates.ts';

/** What a hostile server does at one step of a conversation. */
export type Mood =
  | { does: 'friendly' }
  | { does: 'reply'; reply: string }
  | { does: 'drop' }
  /** Answers after so long. */
  | { does: 'stall'; milliseconds: number }
  | { does: 'hold'; until: Promise<unknown> }
  /** Writes the friendly answer and hangs up in the same moment. */
  | { does: 'answer-and-drop' }
  | { does: 'half-a-reply' }
  /** Two writes with a pause between them. */
  | { does: 'answer-in-pieces' }
  /** Behind the consent to STARTTLS comes no handshake. */
  | { does: 'garbage' }
  /** With the consent to STARTTLS, in plain text, comes an answer to what is only asked behind the handshake. */
  | { does: 'inject' }
  | { does: 'certificate'; of: CertificateName };

export type Place =
  | 'connect'
  | 'hello'
  | 'starttls'
  | 'sender'
  | 'recipient'
  | 'data'
  | 'data-for-nobody'
  | 'begin'
  | 'dot';

/** How often of ten thousand, and what. Objections to the sender stop a dispatch, so they are rare. */
type Habits = [number, Mood | ((random: () => number) => Mood)][];

const reply = (text: string): Mood => ({ does: 'reply', reply: text });
const stall = (random: () => number): Mood => ({ does: 'stall', milliseconds: 50 + random() ** 3 * 3000 });

const HABITS: Record<Place, Habits> = {
  connect: [
    [300, reply('421 4.3.2 too busy')],
    [10, reply('554 5.7.1 no service for you')],
    [300, { does: 'drop' }],
    [200, { does: 'half-a-reply' }],
    [300, stall],
  ],
  hello: [
    [500, reply('502 5.5.1 what is EHLO')],
    [200, reply('421 4.3.2 too busy')],
    [200, { does: 'drop' }],
  ],
  starttls: [
    [300, reply('454 4.7.0 no TLS now')],
    [300, { does: 'drop' }],
    [300, { does: 'garbage' }],
    [1000, { does: 'inject' }],
    [300, { does: 'certificate', of: 'expired' }],
    [300, { does: 'certificate', of: 'another-name' }],
    [300, { does: 'certificate', of: 'strange' }],
    [200, stall],
  ],
  sender: [
    [50, reply('451 4.3.0 not now')],
    [1, reply('550 5.7.1 not from you')],
    [20, { does: 'drop' }],
  ],
  recipient: [
    [150, reply('450 4.2.1 try later')],
    [20, reply('452 4.5.3 too many')],
    [100, reply('550 5.1.1 unknown')],
    [50, reply('550 5.2.1 disabled')],
    [1, reply('554 5.7.1 relay access denied')],
    [20, { does: 'drop' }],
    [30, stall],
  ],
  data: [
    [50, reply('451 4.3.0 not now')],
    [20, { does: 'drop' }],
  ],
  // Some servers say 354 though they refused the recipient.
  'data-for-nobody': [[3000, { does: 'stall', milliseconds: 0 }]],
  begin: [[30, { does: 'drop' }]],
  dot: [
    [100, reply('451 4.7.1 greylisted')],
    [50, reply('552 5.2.2 mailbox full')],
    [1, reply('554 5.7.26 unauthenticated')],
    [30, reply('421 4.3.2 closing')],
    [40, { does: 'drop' }],
    [30, { does: 'answer-and-drop' }],
    [30, { does: 'half-a-reply' }],
    [100, { does: 'answer-in-pieces' }],
    [50, stall],
  ],
};

/** What happens at a place, by chance. */
export function moodAt(place: Place, random: () => number): Mood {
  let drawn = random() * 10_000;
  for (const [share, mood] of HABITS[place]) {
    drawn -= share;
    if (drawn < 0) return typeof mood === 'function' ? mood(random) : mood;
  }
  return { does: 'friendly' };
}

/** What EHLO is answered; some of it is there in one connection and not in the next. */
export function offersOf(random: () => number, isCalm: boolean): string[] {
  const sometimes = (share: number, offer: string) => (random() < share ? [offer] : []);
  return [
    'hostile.example.ca',
    ...(isCalm ? ['PIPELINING'] : sometimes(0.75, 'PIPELINING')),
    ...sometimes(0.3, 'CHUNKING'),
    ...sometimes(0.9, '8BITMIME'),
    ...sometimes(0.8, 'ENHANCEDSTATUSCODES'),
    ...sometimes(0.5, 'DSN'),
    ...(!isCalm && random() < 0.003 ? ['SIZE 1000'] : ['SIZE 10485760']),
    'SMTPUTF8',
    'STARTTLS',
  ];
}
