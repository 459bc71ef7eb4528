import agreement from '../../src/invariants/agreement.js';
import { ALL, burying, deciding, SECOND, Stage } from './stage.js';

describe('agreement on decisions', () => {
  test('holds while all decide the same values, in whatever order they come to it', () => {
    const stage = new Stage(agreement, { protocol: deciding });
    const [first, second] = [stage.propose(0, stage.request()), stage.propose(1, stage.request())];
    stage.decide(1, 0, 1, first);
    stage.decide(2, 0, 2, second);
    stage.decide(3, 1, 1, first);
    stage.decide(4, 2, 2, second);
    stage.decide(5, 2, 1, first);
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('is unknown when nothing was decided', () => {
    const stage = new Stage(agreement, { protocol: deciding });
    expect(stage.verdict()).toEqual({ is: 'unknown', why: 'nothing was decided' });
  });

  test('cries out when two nodes decide differently for one height, and says who, what and when', () => {
    const stage = new Stage(agreement, { protocol: deciding });
    const request = stage.request();
    const [one, other] = [stage.propose(0, request), stage.propose(3, request)];
    stage.decide(1, 1, 1, one);
    stage.decide(2.5, 2, 1, other);
    expect(stage.verdict()).toEqual({
      is: 'violated',
      at: 2.5 * SECOND,
      witness:
        'height 1: node 1 at 1 s decided value 2 (proposed by node 0; request 1), ' +
        'node 2 at 2.5 s decided value 3 (proposed by node 3; request 1)',
    });
  });

  test('cries out when one node decides twice differently', () => {
    const stage = new Stage(agreement, { protocol: deciding });
    stage.decide(1, 1, 1, stage.propose(0));
    stage.decide(2, 1, 1, 0);
    expect(stage.verdict()).toMatchObject({ is: 'violated', witness: expect.stringContaining('the null value') });
  });

  test('keeps the first witness', () => {
    const stage = new Stage(agreement, { protocol: deciding });
    const values = [0, 1, 2].map((node) => stage.propose(node));
    values.forEach((value, node) => stage.decide(node + 1, node, 1, value));
    expect(stage.verdict()).toMatchObject({ is: 'violated', at: 2 * SECOND });
  });

  test('does not listen to liars, and decisions of liars alone are none', () => {
    const stage = new Stage(agreement, { protocol: deciding, truthful: [true, true, true, false] });
    stage.decide(1, 3, 1, stage.propose(3));
    expect(stage.verdict()).toMatchObject({ is: 'unknown' });
    stage.decide(2, 0, 1, stage.propose(0));
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });
});

describe('agreement by depth', () => {
  test('holds on one growing chain, and when forks are shallower than the depth of finality', () => {
    const stage = new Stage(agreement, { protocol: burying });
    const trunk = stage.grow(1, 0, 0, 3, ALL);
    stage.grow(4, 1, trunk, 2, [1, 2]);
    const other = stage.grow(4, 3, trunk, 3, [0, 3]);
    for (const node of ALL) stage.adopt(8, node, other);
    stage.grow(9, 0, other, 4, ALL);
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('holds when a node learns of many blocks at once', () => {
    const stage = new Stage(agreement, { protocol: burying });
    const tip = stage.grow(1, 0, 0, 10, [0]);
    stage.adopt(11, 1, tip);
    stage.adopt(12, 2, stage.tree.ancestor(tip, 5));
    stage.adopt(13, 2, tip);
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('is unknown until a block is deep enough', () => {
    const stage = new Stage(agreement, { protocol: burying });
    const tip = stage.grow(1, 0, 0, 2, ALL);
    const why = 'nothing was decided: no block was buried under 2 others';
    expect(stage.verdict()).toEqual({ is: 'unknown', why });
    stage.grow(3, 0, tip, 1, ALL);
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('cries out when two nodes bury different blocks of one height', () => {
    const stage = new Stage(agreement, { protocol: burying });
    stage.grow(1, 0, 0, 3, [0, 1]);
    stage.grow(5, 3, 0, 3, [2, 3]);
    expect(stage.verdict()).toEqual({
      is: 'violated',
      at: 7 * SECOND,
      witness:
        'height 1: node 0 at 3 s had block 1 (height 1, made by node 0 at 1 s) under 2 others, ' +
        'node 2 at 7 s has block 4 (height 1, made by node 3 at 5 s) under as many',
    });
  });

  test('cries out when a node drops what it had settled for a longer chain', () => {
    const stage = new Stage(agreement, { protocol: burying });
    stage.grow(1, 0, 0, 3, [0]);
    const longer = stage.grow(1, 3, 0, 5, []);
    stage.adopt(9, 0, longer);
    expect(stage.verdict()).toEqual({
      is: 'violated',
      at: 9 * SECOND,
      witness:
        'node 0 had block 1 (height 1, made by node 0 at 1 s) under 2 others and dropped it at 9 s ' +
        'for the chain that ends in block 8 (height 5, made by node 3 at 5 s)',
    });
  });

  test.each([
    ['a chain of the same length', 4],
    ['a chain that has nothing settled', 2],
    ['a chain that does not even reach that height', 1],
  ])('cries out when a node drops what it had settled for %s', (_what, length) => {
    const stage = new Stage(agreement, { protocol: burying });
    stage.grow(1, 0, 0, 4, [0]);
    stage.adopt(9, 0, stage.grow(1, 3, 0, length, []));
    expect(stage.verdict()).toMatchObject({ is: 'violated', at: 9 * SECOND });
  });

  test('cries out when a node goes back to before what it had settled, not when it goes back less far', () => {
    const back = (height: number) => {
      const stage = new Stage(agreement, { protocol: burying });
      const tip = stage.grow(1, 0, 0, 5, [0]);
      stage.adopt(9, 0, stage.tree.ancestor(tip, height));
      return stage.verdict().is;
    };
    expect([4, 3, 2].map(back)).toEqual(['holds', 'holds', 'violated']);
  });

  test('does not listen to liars', () => {
    const stage = new Stage(agreement, { protocol: burying, truthful: [true, true, true, false] });
    stage.grow(1, 0, 0, 3, [0, 1, 2]);
    stage.grow(1, 3, 0, 9, [3]);
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });
});
