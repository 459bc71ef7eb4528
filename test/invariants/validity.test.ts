import validity from '../../src/invariants/validity.js';
import { ALL, burying, deciding, SECOND, Stage } from './stage.js';

describe('validity of decisions', () => {
  test('holds for the null value, a request, and a batch of requests', () => {
    const stage = new Stage(validity, { protocol: deciding });
    stage.decideAll(1, 1, 0);
    stage.decideAll(2, 2, stage.request());
    stage.decideAll(3, 3, stage.propose(0, stage.request(), stage.request()));
    stage.decideAll(4, 4, 0);
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('is unknown when nothing was decided, or only by liars', () => {
    const stage = new Stage(validity, { protocol: deciding, truthful: [true, true, true, false] });
    stage.decide(1, 3, 1, 999);
    expect(stage.verdict()).toEqual({ is: 'unknown', why: 'nothing was decided' });
  });

  test('cries out over a value that nobody proposed', () => {
    const stage = new Stage(validity, { protocol: deciding });
    stage.decide(3, 2, 1, 999);
    expect(stage.verdict()).toEqual({
      is: 'violated',
      at: 3 * SECOND,
      witness: 'node 2 at 3 s decided value 999 (proposed by nobody; no requests) for height 1: nobody proposed it',
    });
  });

  test('cries out over a request that no client made, even when another node decided well', () => {
    const stage = new Stage(validity, { protocol: deciding });
    stage.decide(1, 0, 1, stage.propose(0, stage.request()));
    stage.decide(2, 1, 1, stage.propose(3, 77));
    expect(stage.verdict()).toMatchObject({
      is: 'violated',
      at: 2 * SECOND,
      witness: expect.stringMatching(/^node 1 .* no client made request 77$/),
    });
  });

  test('leaves it to the agreement judge when two values that hold one request are decided for one height', () => {
    const stage = new Stage(validity, { protocol: deciding });
    const request = stage.request();
    stage.decide(1, 0, 1, stage.propose(0, request));
    stage.decide(1, 1, 1, stage.propose(0, request));
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('cries out over a request that is output twice, at two heights or in one batch', () => {
    const stage = new Stage(validity, { protocol: deciding });
    const request = stage.request();
    stage.decideAll(1, 1, stage.propose(0, request));
    stage.decideAll(2, 2, stage.propose(0, request));
    expect(stage.verdict()).toMatchObject({
      is: 'violated',
      at: 2 * SECOND,
      witness: expect.stringMatching(/^node 0 .* height 2: request 1 was already output at height 1$/),
    });
    const twice = new Stage(validity, { protocol: deciding });
    const other = twice.request();
    twice.decideAll(1, 1, twice.propose(0, other, other));
    expect(twice.verdict()).toMatchObject({ is: 'violated' });
  });
});

describe('validity of settled blocks', () => {
  const bury = (stage: Stage, ...contents: number[][]) => {
    let tip = 0;
    for (const requests of contents) tip = stage.mint(1, 0, tip, { contents: requests });
    tip = stage.grow(2, 0, tip, 2, []);
    stage.adopt(4, 1, tip);
    return tip;
  };

  test('holds when every request was made and stands once in a chain', () => {
    const stage = new Stage(validity, { protocol: burying });
    bury(stage, [stage.request()], [], [stage.request(), stage.request()]);
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('is unknown until a block is deep enough', () => {
    const stage = new Stage(validity, { protocol: burying });
    stage.grow(1, 0, 0, 2, ALL);
    expect(stage.verdict()).toMatchObject({ is: 'unknown', why: expect.stringContaining('nothing was decided') });
  });

  test('cries out over a request that no client made', () => {
    const stage = new Stage(validity, { protocol: burying });
    bury(stage, [], [42]);
    expect(stage.verdict()).toEqual({
      is: 'violated',
      at: 4 * SECOND,
      witness: 'node 1 at 4 s has settled block 2 (height 2, made by node 0 at 1 s): no client made request 42',
    });
  });

  test('is silent while the bad block is not buried', () => {
    const stage = new Stage(validity, { protocol: burying });
    const tip = bury(stage, [stage.request()]);
    stage.adopt(5, 1, stage.mint(5, 0, tip, { contents: [42] }));
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('cries out over a request that stands twice in one chain or in one block', () => {
    const stage = new Stage(validity, { protocol: burying });
    const request = stage.request();
    bury(stage, [request], [], [request]);
    expect(stage.verdict()).toMatchObject({
      is: 'violated',
      witness: expect.stringContaining('request 1 already stands in block 1 (height 1'),
    });
    const twice = new Stage(validity, { protocol: burying });
    const other = twice.request();
    bury(twice, [other, other]);
    expect(twice.verdict()).toMatchObject({ is: 'violated' });
  });

  test('lets a request stand in two chains that have parted', () => {
    const stage = new Stage(validity, { protocol: burying });
    const request = stage.request();
    bury(stage, [], [], [request]);
    bury(stage, [request]);
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });
});
