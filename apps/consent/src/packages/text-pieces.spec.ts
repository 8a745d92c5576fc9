import { describe, expect, it } from '@jest/globals';
import { textPieces } from './text-pieces.ts';

async function gathered(pages: string[][]): Promise<{ text: string; pieces: number }> {
  const given = async function* () {
    yield* pages;
  };
  let [text, pieces] = ['', 0];
  for await (const piece of textPieces(given())) {
    text += piece.toString();
    pieces += 1;
  }
  return { text, pieces };
}

describe('pieces of text', () => {
  it('hold every text once, in its order, whatever its length and letters', async () => {
    const texts = ['a', 'é＝', 'x'.repeat(100_000), 'é'.repeat(90_000), '', 'y'.repeat(1 << 20), 'end'];
    const { text, pieces } = await gathered([texts, [], texts]);
    expect(text).toBe([...texts, ...texts].join(''));
    expect(pieces).toBeGreaterThan(4);
  });

  it('are gathered across pages', async () => {
    expect((await gathered(Array.from({ length: 1000 }, () => ['a line\n']))).pieces).toBe(1);
  });
});
