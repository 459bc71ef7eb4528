import order from '../../src/invariants/order.js';
import { ALL, burying, deciding, SECOND, Stage } from './stage.js';

describe('total order of decisions', () => {
  test('holds while every node decides one height after the other, whatever the others do', () => {
    const stage = new Stage(order, { protocol: deciding });
    for (const height of [1, 2, 3]) stage.decide(height, 0, height, height + 10);
    for (const height of [1, 2]) stage.decide(9, 1, height, height + 10);
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('cries out when a node skips a height', () => {
    const stage = new Stage(order, { protocol: deciding });
    stage.decide(1, 2, 1, 0);
    stage.decide(2, 2, 3, 0);
    const witness = 'node 2 at 2 s decided height 3 right after height 1';
    expect(stage.verdict()).toEqual({ is: 'violated', at: 2 * SECOND, witness });
  });

  test('cries out when a node does not begin with height 1', () => {
    const stage = new Stage(order, { protocol: deciding });
    stage.decide(1, 2, 2, 0);
    expect(stage.verdict()).toMatchObject({ witness: 'node 2 at 1 s decided height 2 right after height 0' });
  });

  test('lets a node say the same again, and cries out when it then says something else', () => {
    const stage = new Stage(order, { protocol: deciding });
    const values = [stage.propose(0, stage.request()), stage.propose(1, stage.request())];
    stage.decide(1, 0, 1, values[0]!);
    stage.decide(1, 3, 1, values[1]!);
    stage.decide(2, 0, 1, values[0]!);
    stage.decide(2, 3, 1, values[1]!);
    expect(stage.verdict()).toEqual({ is: 'holds' });
    stage.decide(3, 3, 1, values[0]!);
    expect(stage.verdict()).toMatchObject({
      is: 'violated',
      witness: expect.stringMatching(/^node 3 at 3 s decided height 1 again, now value 2 .*, before value 4 /),
    });
  });

  test('does not listen to liars, and is unknown while nothing is decided', () => {
    const stage = new Stage(order, { protocol: deciding, truthful: [true, true, true, false] });
    stage.decide(1, 3, 5, 0);
    expect(stage.verdict()).toEqual({ is: 'unknown', why: 'nothing was decided' });
  });
});

test('under finality by depth the order is that of the chain, once something is final', () => {
  const stage = new Stage(order, { protocol: burying });
  stage.grow(1, 0, 0, 2, ALL);
  expect(stage.verdict()).toMatchObject({ is: 'unknown', why: expect.stringContaining('buried under 2 others') });
  stage.grow(3, 0, 2, 1, ALL);
  expect(stage.verdict()).toEqual({ is: 'holds' });
});
