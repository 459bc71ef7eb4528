import certificates from '../../src/invariants/certificates.js';
import locks from '../../src/invariants/locks.js';
import noEquivocation from '../../src/invariants/no-equivocation.js';
import { ALL, certificateOf, deciding, SECOND, Stage, voting } from './stage.js';

const ONE = { height: 1, view: 0, value: 7 };
const lastLies = { protocol: voting, truthful: [true, true, true, false] };

describe('no honest equivocation', () => {
  test('holds while every node says one thing in each slot, again and again', () => {
    const stage = new Stage(noEquivocation, { protocol: voting });
    for (const node of ALL) for (const second of [1, 2]) stage.sign(second, node, 'vote', ONE);
    stage.sign(3, 0, 'vote', { ...ONE, view: 1, value: 8 });
    stage.sign(3, 0, 'vote', { ...ONE, height: 2, value: 8 });
    stage.sign(3, 0, 'chained', { ...ONE, value: 8 });
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('cries out over a second vote in a slot, and says who, what and when', () => {
    const stage = new Stage(noEquivocation, { protocol: voting });
    stage.sign(1, 2, 'vote', ONE);
    stage.sign(1, 3, 'vote', { ...ONE, value: 8 });
    stage.sign(2.5, 2, 'vote', { ...ONE, value: -1 });
    const witness =
      'node 2 at 2.5 s has signed two different vote messages in height 1, view 0: for value 7 and for nothing';
    expect(stage.verdict()).toEqual({ is: 'violated', at: 2.5 * SECOND, witness });
  });

  test('takes votes in one view for one slot where views run on across heights', () => {
    const stage = new Stage(noEquivocation, { protocol: voting });
    stage.sign(1, 2, 'chained', { ...ONE, height: 1 });
    stage.sign(2, 2, 'chained', { ...ONE, height: 2, value: 8 });
    expect(stage.verdict()).toMatchObject({
      is: 'violated',
      witness: expect.stringContaining('two different chained messages in view 0: for'),
    });
  });

  test('lets liars lie, and hears nothing of what a node signs once it is taken over', () => {
    const truthful = [true, true, true, false];
    const stage = new Stage(noEquivocation, { protocol: voting, truthful });
    stage.sign(1, 2, 'vote', ONE);
    for (const value of [1, 2]) stage.sign(1, 3, 'vote', { ...ONE, value });
    truthful[2] = false;
    stage.sign(2, 2, 'vote', { ...ONE, value: 8 });
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('is unknown where nothing is named as a vote, or nobody voted', () => {
    const why = (protocol: typeof voting) => new Stage(noEquivocation, { protocol }).verdict();
    expect(why(voting)).toEqual({ is: 'unknown', why: 'no truthful node has voted' });
    const { votes: _votes, ...mute } = voting;
    expect(why(mute)).toEqual({ is: 'unknown', why: 'voting names no kind of message as a vote' });
  });
});

describe('certificate consistency', () => {
  const voted = (options: ConstructorParameters<typeof Stage>[1] = { protocol: voting }) => {
    const stage = new Stage(certificates, options);
    for (const node of [0, 1, 2]) stage.sign(1, node, 'vote', ONE);
    return stage;
  };

  test('holds when enough voters signed what is certified', () => {
    const stage = voted();
    stage.certify(2, 3, certificateOf(ONE, [0, 1, 2]));
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test.each([
    ['too few voters', certificateOf(ONE, [0, 1]), /: 2 of 4 voters are not enough$/],
    ['a voter who did not vote', certificateOf(ONE, [0, 1, 3]), /: node 3 is in it and has signed no such vote$/],
    ['another value', certificateOf({ ...ONE, value: 8 }, [0, 1, 2]), /for value 8 in .*: node 0 is in it/],
    ['another view', certificateOf({ ...ONE, view: 1 }, [0, 1, 2]), /in height 1, view 1: node 0 is in it/],
    ['another height', certificateOf({ ...ONE, height: 2 }, [0, 1, 2]), /in height 2, view 0: node 0 is in it/],
    ['another kind', certificateOf(ONE, [0, 1, 2], 'chained'), /of chained votes for .*: node 0 is in it/],
  ])('cries out over %s', (_what, certificate, witness) => {
    const stage = voted();
    stage.certify(2, 3, certificate);
    expect(stage.verdict()).toMatchObject({ is: 'violated', at: 2 * SECOND, witness: expect.stringMatching(witness) });
    expect(stage.verdict()).toMatchObject({ witness: expect.stringMatching(/^node 3 at 2 s relies on a certificate/) });
  });

  test('counts weights where votes are weighted', () => {
    const weighted = { ...voting, quorum: { ...voting.quorum!, weighted: true } };
    const verdicts = [
      [1, 1, 1, 1],
      [1, 1, 1, 9],
    ].map((weights) => {
      const stage = voted({ protocol: weighted, weights });
      stage.certify(2, 3, certificateOf(ONE, [0, 1, 2]));
      return stage.verdict().is;
    });
    expect(verdicts).toEqual(['holds', 'violated']);
  });

  test('looks at a shared certificate once, and not at what liars rely on', () => {
    const stage = voted(lastLies);
    stage.certify(2, 3, certificateOf(ONE, [0]));
    expect(stage.verdict()).toEqual({ is: 'unknown', why: 'no truthful node relied on a certificate' });
    let asked = 0;
    const shared = certificateOf(ONE, [0, 1, 2]);
    const counted = { ...shared, voters: { size: 3, has: (node: number) => (asked++, shared.voters.has(node)) } };
    for (const node of [0, 1, 2]) stage.certify(2, node, counted);
    expect(stage.verdict()).toEqual({ is: 'holds' });
    expect(asked).toBe(4);
  });

  test('is unknown when it cannot be told: no quorum stated, or a kind that is no vote', () => {
    const { quorum: _quorum, ...vague } = voting;
    const vagueStage = voted({ protocol: vague });
    vagueStage.certify(2, 0, certificateOf(ONE, [0, 1, 2]));
    const vaguely = 'all voters did sign, but voting does not say how many votes are enough';
    expect(vagueStage.verdict()).toEqual({ is: 'unknown', why: vaguely });
    vagueStage.certify(2, 0, certificateOf(ONE, [3]));
    expect(vagueStage.verdict()).toMatchObject({ is: 'violated', witness: expect.stringContaining('node 3 is in it') });
    const stage = voted();
    stage.certify(2, 0, certificateOf(ONE, [0, 1, 2]));
    stage.certify(2, 0, certificateOf(ONE, [0, 1, 2], 'whisper'));
    const why = '1 of 2 certificates could not be checked: voting does not name whisper as a vote';
    expect(stage.verdict()).toEqual({ is: 'unknown', why });
  });

  test('asks nothing of the certificate of genesis', () => {
    const stage = voted();
    stage.certify(0, 0, certificateOf({ height: 0, view: 0, value: 0 }, [], 'chained'));
    expect(stage.verdict()).toMatchObject({ is: 'unknown' });
    stage.certify(0, 0, certificateOf({ height: 0, view: 1, value: 0 }, [], 'chained'));
    expect(stage.verdict()).toMatchObject({ is: 'violated' });
  });

  test('keeps a window of heights: of what all have long decided it says that it cannot tell', () => {
    const stage = new Stage(certificates, { protocol: voting });
    for (let height = 1; height <= 2000; height++) {
      for (const node of ALL) stage.sign(height, node, 'vote', { height, view: 0, value: height });
      stage.decideAll(height, height, height);
    }
    stage.certify(2001, 0, certificateOf({ height: 1900, view: 0, value: 1900 }, [0, 1, 2]));
    expect(stage.verdict()).toEqual({ is: 'holds' });
    stage.certify(2001, 0, certificateOf({ height: 1900, view: 0, value: 1901 }, [0, 1, 2]));
    expect(stage.verdict()).toMatchObject({ is: 'violated' });
    const late = new Stage(certificates, { protocol: voting });
    for (let height = 1; height <= 2000; height++) late.decideAll(height, height, height);
    late.certify(2001, 0, certificateOf({ height: 100, view: 0, value: 100 }, [0, 1, 2]));
    expect(late.verdict()).toMatchObject({ is: 'unknown', why: expect.stringContaining('no longer kept') });
  });

  test('keeps what some truthful node has not decided, and a window of views that run on', () => {
    const stage = new Stage(certificates, { protocol: voting });
    for (let height = 1; height <= 2000; height++) {
      for (const node of ALL) stage.sign(height, node, 'vote', { height, view: 0, value: height });
      for (const node of [0, 1, 2]) stage.decide(height, node, height, height);
    }
    stage.certify(2001, 3, certificateOf({ height: 1, view: 0, value: 1 }, [0, 1, 2]));
    expect(stage.verdict()).toEqual({ is: 'holds' });
    for (let view = 1; view <= 10_000; view++) {
      for (const node of ALL) stage.sign(view, node, 'chained', { height: 0, view, value: view });
    }
    stage.certify(10_001, 0, certificateOf({ height: 0, view: 9000, value: 9000 }, [0, 1, 2], 'chained'));
    expect(stage.verdict()).toEqual({ is: 'holds' });
    stage.certify(10_001, 0, certificateOf({ height: 0, view: 3000, value: 3000 }, [0, 1, 2], 'chained'));
    expect(stage.verdict()).toMatchObject({ is: 'unknown', why: expect.stringMatching(/^1 of 3 .* no longer kept$/) });
  });
});

describe('lock monotonicity', () => {
  test('holds while locks rise, stay, and start anew at the next height', () => {
    const stage = new Stage(locks, { protocol: voting });
    stage.lock(1, 0, 1, 3, 7);
    stage.lock(2, 0, 1, 3, 7);
    stage.lock(3, 0, 1, 4, 8);
    stage.lock(4, 0, 2, 0, 9);
    stage.lock(4, 1, 1, 0, 9);
    expect(stage.verdict()).toEqual({ is: 'holds' });
  });

  test('cries out over a lock in a lower view, and says who, what and when', () => {
    const stage = new Stage(locks, { protocol: voting });
    stage.lock(1, 2, 1, 3, 7);
    stage.lock(4, 2, 1, 2, 7);
    const witness =
      'node 2 at 4 s locks on value 7 in height 1, view 2, after a lock on value 7 in height 1, view 3 at 1 s';
    expect(stage.verdict()).toEqual({ is: 'violated', at: 4 * SECOND, witness });
  });

  test('cries out over another value in the same view, also where views run on across heights', () => {
    const stage = new Stage(locks, { protocol: voting });
    stage.lock(1, 2, 0, 3, 7);
    stage.lock(4, 2, 0, 3, 8);
    expect(stage.verdict()).toMatchObject({ is: 'violated', witness: expect.stringContaining('value 8 in view 3') });
  });

  test('lets liars lock as they please, and is unknown where nobody locks', () => {
    const stage = new Stage(locks, lastLies);
    stage.lock(1, 3, 1, 3, 7);
    stage.lock(2, 3, 1, 2, 7);
    expect(stage.verdict()).toEqual({ is: 'unknown', why: 'no truthful node ever locked anything' });
  });

  test('remembers the lock of a height that is still open, however many others were decided', () => {
    const stage = new Stage(locks, { protocol: deciding });
    stage.lock(1, 0, 500, 3, 7);
    for (let height = 1; height <= 400; height++) stage.decide(height, 0, height, 7);
    stage.lock(401, 0, 500, 2, 7);
    expect(stage.verdict()).toMatchObject({ is: 'violated' });
  });
});
