import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Offers } from './offers.ts';
import type { Verdict } from './verdict.ts';
import { WireDialogue } from './wire-dialogue.ts';

const OFFERS: Offers = {
  pipelining: true,
  chunking: false,
  smtpUtf8: false,
  eightBitMime: false,
  dsn: false,
};
const contentOf = (n: number) => `X: ${n}\r\n\r\n..\r\n`;
const ACCEPTED = { outcome: 'accepted' };
const TOO_LATE = { outcome: 'later', of: 'connection', reason: 'too-late' };
const CONNECTION = { outcome: 'later', of: 'connection', reason: 'connection' };

/** A dialogue whose other side is the test. */
class Talk {
  said = '';
  isCut = false;
  readonly verdicts = new Map<number, Verdict[]>();
  readonly dialogue: WireDialogue;
  #sent = 0;
  #soon: (() => void)[] = [];
  #taken?: () => void;

  constructor(offers: Partial<Offers> = {}, takenAtOnce?: number) {
    this.dialogue = new WireDialogue(
      { ...OFFERS, ...offers },
      {
        say: (octets, taken) => {
          this.#taken = taken;
          if (this.isCut) throw new Error('spoke after the end');
          this.said += Buffer.concat(octets).toString();
        },
        cut: () => {
          this.isCut = true;
        },
        soon: (act) => this.#soon.push(act),
      },
      { form: offers.chunking ? 'plain' : 'stuffed', takenAtOnce },
    );
  }

  async send(mayBegin = () => true): Promise<void> {
    this.#sent += 1;
    const n = this.#sent;
    const verdicts: Verdict[] = [];
    this.verdicts.set(n, verdicts);
    const mail = {
      envelope: { from: 'updates@example.ca', to: `r${n}@example.org` },
      octets: () => Buffer.from(contentOf(n)),
    };
    void this.dialogue.send(mail, mayBegin).then((verdict) => verdicts.push(verdict));
    await this.settle();
  }

  async hear(...replies: string[]): Promise<void> {
    for (const reply of replies) this.dialogue.hear(reply);
    await this.settle();
  }

  async settle(): Promise<void> {
    await Promise.resolve();
    for (const act of this.#soon.splice(0)) act();
    await Promise.resolve();
  }

  /** The connection has taken a large content. */
  async taken(): Promise<void> {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
    await this.settle();
  }

  /** What a server that works would do next. */
  fit(): string {
    const { awaited } = this.dialogue;
    if (awaited === 'body') return 'taken';
    if (awaited === 'data') return '354 go';
    return awaited ? '250 ok' : 'send';
  }

  /** What was said since the last look. */
  take(): string {
    const { said } = this;
    this.said = '';
    return said;
  }

  of(n: number): Verdict | undefined {
    return this.verdicts.get(n)?.[0];
  }
}

const envelope = (n: number) => `MAIL FROM:<updates@example.ca>\r\nRCPT TO:<r${n}@example.org>\r\n`;

describe('SEND-1: a mail behind one that is not answered', () => {
  it('goes another way once it may not begin, and the connection ends after the answer', async () => {
    const talk = new Talk();
    let mayBegin = true;
    await talk.send();
    await talk.send(() => mayBegin);
    await talk.send(() => mayBegin);
    await talk.hear('250 ok', '250 ok', '354 go');
    talk.take();
    talk.dialogue.reconsider();
    await talk.settle();
    expect([talk.of(2), talk.of(3)]).toEqual([undefined, undefined]);
    mayBegin = false;
    talk.dialogue.reconsider();
    await talk.settle();
    expect([talk.of(1), talk.of(2), talk.of(3)]).toEqual([undefined, TOO_LATE, TOO_LATE]);
    // Nothing new is said where a DATA is asked for that nobody wants.
    await talk.send();
    expect([talk.take(), talk.isCut]).toEqual(['', false]);
    await talk.hear('250 taken');
    expect([talk.of(1), talk.of(4), talk.isCut]).toEqual([ACCEPTED, TOO_LATE, true]);
  });

  it('costs no connection while its envelope was not spoken of', async () => {
    const talk = new Talk({ pipelining: false, chunking: true });
    let mayBegin = true;
    await talk.send();
    await talk.hear('250 ok', '250 ok');
    await talk.send(() => mayBegin);
    mayBegin = false;
    talk.dialogue.reconsider();
    await talk.settle();
    expect(talk.of(2)).toEqual(TOO_LATE);
    await talk.hear('250 taken');
    await talk.send();
    expect([talk.of(1), talk.isCut]).toEqual([ACCEPTED, false]);
    expect(talk.take()).toContain('RCPT TO:<r1@example.org>');
  });

  it('ends a connection at once that is silent about an envelope', async () => {
    const talk = new Talk();
    let mayBegin = true;
    await talk.send(() => mayBegin);
    mayBegin = false;
    talk.dialogue.reconsider();
    await talk.settle();
    expect([talk.of(1), talk.isCut]).toEqual([TOO_LATE, true]);
  });
});

describe('a dialogue with PIPELINING', () => {
  it('lets the next envelope ride with each content', async () => {
    const talk = new Talk();
    await talk.send();
    await talk.send();
    await talk.send();
    expect(talk.take()).toBe(`${envelope(1)}DATA\r\n`);
    await talk.hear('250 ok', '250 ok', '354 go');
    expect(talk.take()).toBe(`${contentOf(1)}.\r\n${envelope(2)}DATA\r\n`);
    await talk.hear('250 taken', '250 ok', '250 ok', '354 go');
    expect(talk.of(1)).toEqual(ACCEPTED);
    expect(talk.take()).toBe(`${contentOf(2)}.\r\n${envelope(3)}DATA\r\n`);
  });

  it('waits a moment with a content for whoever sends when a verdict is known', async () => {
    const talk = new Talk();
    await talk.send();
    talk.dialogue.hear('250 ok');
    talk.dialogue.hear('250 ok');
    talk.dialogue.hear('354 go');
    talk.take();
    await talk.send();
    expect(talk.take()).toBe(`${contentOf(1)}.\r\n${envelope(2)}DATA\r\n`);
  });

  it('SEND-4: a refused recipient costs no content, and RSET goes before the next envelope', async () => {
    const talk = new Talk();
    await talk.send();
    await talk.send();
    talk.take();
    await talk.hear('250 ok', '550 5.1.1 unknown', '554 5.5.1 no valid recipients');
    expect(talk.of(1)).toEqual({ outcome: 'failed', isHard: true, reason: '5.1.1' });
    expect(talk.take()).toBe(`RSET\r\n${envelope(2)}DATA\r\n`);
    await talk.hear('250 flushed', '250 ok', '250 ok', '354 go');
    await talk.hear('250 taken');
    expect(talk.of(2)).toEqual(ACCEPTED);
  });

  it('RFC 2920 s.3.1: ends a DATA that should not have been opened with a lone dot', async () => {
    const talk = new Talk();
    await talk.send();
    await talk.send();
    talk.take();
    await talk.hear('250 ok', '450 4.2.0 greylisted', '354 go');
    expect(talk.take()).toBe('.\r\n');
    await talk.hear('554 no valid recipients');
    expect(talk.of(1)).toMatchObject({ outcome: 'later', of: 'mail' });
    expect(talk.take()).toBe(`RSET\r\n${envelope(2)}DATA\r\n`);
  });

  it('trusts nobody who takes the lone dot for a mail, or opens DATA for a refused sender', async () => {
    const talk = new Talk();
    await talk.send();
    await talk.hear('250 ok', '550 5.1.1 unknown', '354 go', '250 taken');
    expect(talk.of(1)).toMatchObject({ outcome: 'failed' });
    expect(talk.isCut).toBe(true);
    const other = new Talk();
    await other.send();
    other.take();
    await other.hear('550 5.1.8 no', '250 ok', '354 go');
    expect(other.of(1)).toMatchObject({ outcome: 'stop-sender' });
    expect(other.take()).toBe('');
    expect(other.isCut).toBe(true);
  });

  it('SEND-5: at the end a mail is uncertain only when its final dot was given', async () => {
    const talk = new Talk();
    for (let n = 0; n < 3; n += 1) await talk.send();
    await talk.hear('250 ok', '250 ok', '354 go', '250 taken', '250 ok', '250 ok', '354 go');
    await talk.hear('421 4.3.2 shutting down');
    expect([1, 2, 3].map((n) => talk.of(n)?.outcome)).toEqual(['accepted', 'later', 'later']);
    const cut = new Talk();
    for (let n = 0; n < 3; n += 1) await cut.send();
    await cut.hear('250 ok', '250 ok', '354 go', '250 taken', '250 ok', '250 ok', '354 go');
    cut.dialogue.end();
    await cut.settle();
    expect([1, 2, 3].map((n) => cut.of(n))).toEqual([
      ACCEPTED,
      { outcome: 'uncertain', reason: 'no-answer' },
      CONNECTION,
    ]);
    await cut.send();
    expect(cut.of(4)).toEqual(CONNECTION);
  });

  it.each([['334 what'], ['250 ok'], ['251 ok']])('ends when DATA is answered with %s', async (reply) => {
    const talk = new Talk();
    await talk.send();
    await talk.hear('250 ok', '250 ok', reply);
    expect(talk.of(1)).toEqual(CONNECTION);
    expect(talk.isCut).toBe(true);
  });

  it('ends when it hears what it did not ask for', async () => {
    const talk = new Talk();
    await talk.hear('250 hello');
    expect(talk.isCut).toBe(true);
  });

  it('SEND-1: asks at the last moment, and then only the end of the connection takes a DATA back', async () => {
    const talk = new Talk();
    let may = true;
    await talk.send(() => may);
    await talk.send();
    talk.take();
    may = false;
    await talk.hear('250 ok', '250 ok', '354 go');
    // Nor is it the relay that hung up on the one that waited behind it.
    expect([talk.of(1), talk.of(2)]).toEqual([TOO_LATE, TOO_LATE]);
    expect(talk.take()).toBe('');
    expect(talk.isCut).toBe(true);
  });

  it('SEND-1: what is too late before its envelope costs nothing', async () => {
    const talk = new Talk();
    await talk.send(() => false);
    expect(talk.of(1)).toMatchObject({ reason: 'too-late' });
    expect(talk.take()).toBe('');
    await talk.send();
    expect(talk.take()).toBe(`${envelope(2)}DATA\r\n`);
  });
});

describe('a dialogue without PIPELINING', () => {
  it('says one thing at a time, and does not ask further for who was refused', async () => {
    const talk = new Talk({ pipelining: false });
    await talk.send();
    await talk.send();
    expect(talk.take()).toBe('MAIL FROM:<updates@example.ca>\r\n');
    await talk.hear('250 ok');
    expect(talk.take()).toBe('RCPT TO:<r1@example.org>\r\n');
    await talk.hear('550 5.1.1 unknown');
    expect(talk.of(1)).toMatchObject({ outcome: 'failed' });
    expect(talk.take()).toBe('RSET\r\n');
    await talk.hear('250 ok');
    expect(talk.take()).toBe('MAIL FROM:<updates@example.ca>\r\n');
    await talk.hear('250 ok');
    expect(talk.take()).toBe('RCPT TO:<r2@example.org>\r\n');
    await talk.hear('250 ok');
    expect(talk.take()).toBe('DATA\r\n');
    await talk.hear('354 go');
    expect(talk.take()).toBe(`${contentOf(2)}.\r\n`);
    await talk.hear('250 ok');
    expect(talk.of(2)).toEqual(ACCEPTED);
  });
});

describe('a dialogue with CHUNKING', () => {
  const group = (n: number) => `${envelope(n)}BDAT ${contentOf(n).length} LAST\r\n${contentOf(n)}`;

  it('says a whole mail at once, and two of them before the first is answered', async () => {
    const talk = new Talk({ chunking: true });
    for (let n = 0; n < 3; n += 1) await talk.send();
    expect(talk.take()).toBe(`${group(1)}RSET\r\n${group(2)}`);
    await talk.hear('250 ok', '250 ok', '250 taken');
    expect(talk.of(1)).toEqual(ACCEPTED);
    expect(talk.take()).toBe(`RSET\r\n${group(3)}`);
  });

  it('SEND-4: goes on behind a refused recipient', async () => {
    const talk = new Talk({ chunking: true });
    await talk.send();
    await talk.send();
    await talk.hear('250 ok', '550 5.1.1 unknown', '554 no valid recipients');
    await talk.hear('250 flushed', '250 ok', '250 ok', '250 taken');
    expect(talk.of(1)).toMatchObject({ outcome: 'failed' });
    expect(talk.of(2)).toEqual(ACCEPTED);
    expect(talk.isCut).toBe(false);
  });

  it('SEND-1: a mail that comes too late costs nothing', async () => {
    const talk = new Talk({ chunking: true });
    let asked = 0;
    await talk.send(() => {
      asked += 1;
      return asked < 2;
    });
    expect(talk.of(1)).toMatchObject({ reason: 'too-late' });
    expect(talk.take()).toBe(envelope(1));
    await talk.send();
    expect(talk.take()).toBe(`RSET\r\n${group(2)}`);
    expect(talk.isCut).toBe(false);
  });
});

describe('a large content', () => {
  it('SEND-5: keeps its final dot until the rest has been taken, and then the next envelope rides along', async () => {
    const talk = new Talk({}, 10);
    await talk.send();
    await talk.send();
    talk.take();
    await talk.hear('250 ok', '250 ok', '354 go');
    expect(talk.take()).toBe(contentOf(1));
    expect(talk.dialogue.awaited).toBe('body');
    await talk.taken();
    expect(talk.take()).toBe(`.\r\n${envelope(2)}DATA\r\n`);
    await talk.hear('250 taken');
    expect(talk.of(1)).toEqual(ACCEPTED);
  });

  it('SEND-5: is not uncertain when the connection is lost before its end', async () => {
    const talk = new Talk({}, 10);
    await talk.send();
    await talk.hear('250 ok', '250 ok', '354 go');
    talk.dialogue.end();
    await talk.taken();
    expect(talk.of(1)).toEqual(CONNECTION);
  });

  it('is refused with the word that was said in the middle of it', async () => {
    const talk = new Talk({}, 10);
    await talk.send();
    await talk.hear('250 ok', '250 ok', '354 go');
    await talk.hear('552 5.3.4 too big');
    expect(talk.of(1)).toEqual({ outcome: 'stop-sender', reason: '5.3.4' });
    expect(talk.isCut).toBe(true);
  });

  it('RFC 3030: keeps the last of its octets', async () => {
    const talk = new Talk({ chunking: true }, 10);
    await talk.send();
    const content = contentOf(1);
    expect(talk.take()).toBe(`${envelope(1)}BDAT ${content.length} LAST\r\n${content.slice(0, -2)}`);
    await talk.taken();
    expect(talk.take()).toBe('\r\n');
    await talk.hear('250 ok', '250 ok', '250 taken');
    expect(talk.of(1)).toEqual(ACCEPTED);
  });
});

describe('whatever a server says', () => {
  const reply = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('250 ok', '354 go') },
    fc.constantFrom('250 ok', '251 x', '220 x', '354 go', '334 x', '421 4.3.2 bye', '450 4.2.0 later'),
    fc.constantFrom('451 x', '452 4.2.2 full', '503 5.5.1 order', '550 5.1.1 no', '554 5.7.1 spam', '552 x'),
  );
  const event = fc.oneof(
    { weight: 9, arbitrary: fc.constant('fit') },
    { weight: 6, arbitrary: reply },
    { weight: 4, arbitrary: fc.constant('send') },
    fc.constant('taken'),
    fc.constantFrom('send-late', 'send-broken', 'end'),
  );

  /** Reads what was said as a server would, each command with the reply that came for it. */
  const heardBy = (said: string) => {
    const commands: { verb: string; to?: string }[] = [];
    let rest = said;
    let to = '';
    while (rest !== '') {
      const chunk = /^BDAT (\d+) LAST\r\n/.exec(rest);
      // Its end is held back.
      if (chunk && rest.length < chunk[0].length + Number(chunk[1])) break;
      const content = /^X: (\d+)\r\n\r\n\.\.\r\n\.\r\n/.exec(rest);
      if (content) {
        commands.push({ verb: 'content', to: `r${content[1]}@example.org` });
        rest = rest.slice(content[0].length);
      } else {
        const line = rest.slice(0, rest.indexOf('\r\n'));
        rest = rest.slice(line.length + 2 + Number(chunk?.[1] ?? 0));
        to = /^RCPT TO:<(.*)>$/.exec(line)?.[1] ?? to;
        commands.push({ verb: chunk ? 'content' : (line.split(' ')[0] ?? ''), to });
      }
    }
    return commands;
  };

  it.each([
    ['pipelining', { pipelining: true }, undefined],
    ['one at a time', { pipelining: false }, undefined],
    ['chunking', { pipelining: true, chunking: true }, undefined],
    ['chunking, one at a time', { pipelining: false, chunking: true }, undefined],
    ['pipelining, large', { pipelining: true }, 10],
    ['one at a time, large', { pipelining: false }, 10],
    ['chunking, large', { pipelining: true, chunking: true }, 10],
  ])(
    'SEND-5: each mail has one verdict, and it is true (%s)',
    async (_name, offers: Partial<Offers>, takenAtOnce?: number) => {
      const told = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
          const talk = new Talk(offers, takenAtOnce);
          const replies: string[] = [];
          for (const event of ['send', ...events, 'end']) {
            const next = event === 'fit' ? talk.fit() : event;
            if (next === 'send') await talk.send();
            else if (next === 'send-late') await talk.send(lateAfter(1));
            else if (next === 'send-broken') await talk.send(lateAfter(0));
            else if (next === 'taken') await talk.taken();
            else if (next === 'end') talk.dialogue.end();
            else {
              if (!talk.isCut) replies.push(next);
              await talk.hear(next);
            }
          }
          await talk.settle();
          const commands = heardBy(talk.said);
          for (const [n, verdicts] of talk.verdicts) {
            expect(verdicts).toHaveLength(1);
            const to = `r${n}@example.org`;
            const at = (verb: string) =>
              commands.findIndex((command) => command.verb === verb && command.to === to);
            const [sender, recipient] = [replies[at('RCPT') - 1], replies[at('RCPT')]];
            const [data, last] = [replies[at('DATA')], replies[at('content')]];
            const given = commands.some(({ verb, to: whose }) => verb === 'content' && whose === to);
            const outcome = verdicts[0]?.outcome ?? '';
            told.add(outcome);
            if (outcome === 'accepted') expect([recipient, last]).toEqual([friendly, friendly]);
            if (outcome === 'uncertain') expect(given).toBe(true);
            if (given && !offers.chunking) expect(data).toBe('354 go');
            // Given and never answered: anything but uncertain needs a word against it.
            const isRefused = [sender, recipient].some((said) => /^[45]/.test(said ?? ''));
            if (given && last === undefined && !isRefused) expect(outcome).toBe('uncertain');
          }
        }),
        { numRuns: 1500 },
      );
      // The random servers reach every kind of verdict.
      expect([...told].sort()).toEqual(['accepted', 'failed', 'later', 'stop-sender', 'uncertain']);
    },
  );
});

const friendly = expect.stringMatching(/^2/);

const lateAfter = (times: number) => {
  let asked = 0;
  return () => {
    asked += 1;
    return asked <= times;
  };
};
