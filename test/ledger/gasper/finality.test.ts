import { type Finality, GENESIS_FINALITY, weigh } from '../../../src/ledger/gasper/finality.js';

/** Ends epochs one after the other; a word says whether the votes of the epoch before (p) and of this (c) are enough. */
function ended(words: readonly string[]): Finality[] {
  const states: Finality[] = [];
  let now = GENESIS_FINALITY;
  words.forEach((word, epoch) => {
    now = weigh(now, {
      previous: { epoch: epoch - 1, root: 100 + epoch - 1 },
      current: { epoch, root: 100 + epoch },
      previousEnough: word.includes('p'),
      currentEnough: word.includes('c'),
    });
    states.push(now);
  });
  return states;
}

const last = (words: readonly string[]) => ended(words).at(-1)!;

describe('justification and finalization, by the last four epochs', () => {
  test('votes of the epochs 0 and 1 justify nothing', () => {
    expect(last(['pc', 'pc'])).toEqual(GENESIS_FINALITY);
  });

  test('the newest two (0-1): the epoch before is finalized as source of the newest', () => {
    expect(last(['', '', 'c', 'c'])).toMatchObject({
      bits: 0b11,
      currentJustified: { epoch: 3, root: 103 },
      finalized: { epoch: 2, root: 102 },
    });
  });

  test('the newest three (0-2), the oldest as source of the newest', () => {
    // Epoch 3 is justified late, at the end of 4, together with 4, whose source is 2.
    expect(last(['', '', 'c', '', 'pc'])).toMatchObject({ bits: 0b111, finalized: { epoch: 2 } });
  });

  test('the second and third (1-2): late by an epoch', () => {
    // At the end of 4 the votes of 3 are enough, which is linked to 2.
    expect(last(['', '', 'c', '', 'p'])).toMatchObject({
      bits: 0b110,
      currentJustified: { epoch: 3 },
      finalized: { epoch: 2 },
    });
  });

  test('the second to fourth (1-3), the fourth as source', () => {
    // 2 and 3 at the end of 3 and 4, and 4 late, at the end of 5, with a source two epochs before it.
    const states = ended(['', '', 'c', '', 'p', 'p']);
    expect(states.at(-2)!.finalized.epoch).toBe(2);
    const late: Finality = { ...GENESIS_FINALITY, bits: 0b0110, previousJustified: { epoch: 2, root: 102 } };
    const current = { epoch: 5, root: 105 };
    const previous = { epoch: 4, root: 104 };
    const after = weigh(late, { previous, current, previousEnough: true, currentEnough: false });
    expect(after).toMatchObject({ bits: 0b1110, finalized: { epoch: 2, root: 102 } });
  });

  test('a gap finalizes nothing', () => {
    expect(last(['', '', 'c', '', 'c'])).toMatchObject({ bits: 0b101, finalized: { epoch: 0 } });
    expect(last(['', '', 'c', '', '', 'pc'])).toMatchObject({ finalized: { epoch: 4 - 4 } });
  });

  test('with all votes in time each epoch is finalized at the end of the next', () => {
    const states = ended(['pc', 'pc', 'pc', 'pc', 'pc', 'pc']);
    expect(states.map(({ finalized }) => finalized.epoch)).toEqual([0, 0, 0, 2, 3, 4]);
    expect(states.map(({ currentJustified }) => currentJustified.epoch)).toEqual([0, 0, 2, 3, 4, 5]);
  });

  test('exactly two thirds are enough for the protocol', async () => {
    const { rules } = await import('../../../src/protocols/gasper.js');
    expect(rules.enough(2, 3)).toBe(true);
    expect(rules.enough(199, 300)).toBe(false);
  });
});
