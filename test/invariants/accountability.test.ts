import type { Evidence, Protocol } from '../../src/contract.js';
import accountability from '../../src/invariants/accountability.js';
import { deciding, SECOND, Stage, voting } from './stage.js';

const accountable: Protocol = { ...voting, accountable: true };
const twoLie = [true, true, false, false];

/** Nodes 0 and 1 decide differently, each with the votes of nodes 2 and 3, unless `doubles` names others. */
function forked(options: ConstructorParameters<typeof Stage>[1], doubles: readonly number[] = [2, 3]): Stage {
  const stage = new Stage(accountability, options);
  const [one, other] = [stage.propose(2, stage.request()), stage.propose(3, stage.request())];
  for (const [value, witness] of [
    [one, 0],
    [other, 1],
  ] as const) {
    for (const node of [...doubles, witness]) stage.sign(1, node, 'vote', { height: 1, view: 0, value });
  }
  stage.decide(2, 0, 1, one);
  stage.decide(3, 1, 1, other);
  return stage;
}

describe('accountability', () => {
  test('is unknown without a fork, and where the protocol does not promise it', () => {
    const why = 'there was no fork to account for';
    const stage = new Stage(accountability, { protocol: accountable });
    stage.decideAll(1, 1, stage.propose(0));
    expect(stage.verdict()).toEqual({ is: 'unknown', why });
    const promise = 'voting does not promise that a fork can be accounted for';
    expect(forked({ protocol: voting, truthful: twoLie }).verdict()).toEqual({ is: 'unknown', why: promise });
  });

  test('holds when f + 1 nodes have voted twice in a slot', () => {
    expect(forked({ protocol: accountable, truthful: twoLie }).verdict()).toEqual({ is: 'holds' });
  });

  test('cries out when too few can be accused, and tells the fork', () => {
    const verdict = forked({ protocol: accountable, truthful: twoLie }, [3]).verdict();
    expect(verdict).toMatchObject({ is: 'violated', at: 3 * SECOND });
    expect(verdict).toMatchObject({
      witness: expect.stringMatching(
        /^height 1: node 0 at 2 s decided value 2 .*, node 1 at 3 s decided value 4 .*; only node 3 can be accused, and it must be 2 at least$/,
      ),
    });
  });

  test('adds whom the protocol itself accuses, and hands it the evidence', () => {
    let seen: Evidence | undefined;
    const accusing: Protocol = {
      ...accountable,
      evidence: ['excuse'],
      accuse: (fork, evidence) => {
        seen = evidence;
        expect(fork).toEqual({ height: 1, first: 2, second: 4 });
        return evidence.statements('excuse').map(({ from }) => from);
      },
    };
    const stage = new Stage(accountability, { protocol: accusing, truthful: twoLie });
    const values = [stage.propose(2, stage.request()), stage.propose(3, stage.request())];
    const excuse = { sorry: true };
    for (const second of [1, 2]) stage.sign(second, 2, 'excuse', excuse);
    stage.sign(1, 0, 'vote', { height: 1, view: 5, value: 7 });
    for (const node of [0, 1, 3]) stage.sign(1, node, 'vote', { height: 1, view: 2, value: values[0]! });
    stage.sign(1, 3, 'vote', { height: 1, view: 2, value: values[1]! });
    stage.decide(2, 0, 1, values[0]!);
    stage.decide(2, 1, 1, values[1]!);
    expect(stage.verdict()).toEqual({ is: 'holds' });
    expect(seen!.views('vote', 1)).toEqual([2, 5]);
    expect(seen!.statements('excuse')).toEqual([{ from: 2, body: excuse }]);
    const ballots = seen!.ballots('vote', 1, 2);
    expect([...ballots.keys()]).toEqual(values);
    expect(values.map((value) => seen!.enough(ballots.get(value)!))).toEqual([true, false]);
    expect(seen!.ballots('vote', 1, 3).size).toBe(0);
  });

  test('cries out when a truthful node is accused', () => {
    const slanderous: Protocol = { ...accountable, accuse: () => [0] };
    expect(forked({ protocol: slanderous, truthful: twoLie }).verdict()).toMatchObject({
      is: 'violated',
      witness: expect.stringMatching(/; node 0 is accused and has never lied$/),
    });
  });

  test('asks for a third of the weight where votes are weighted', () => {
    const weighted = { ...accountable, quorum: { ...accountable.quorum!, weighted: true } };
    const verdicts = [
      [1, 1, 1, 1],
      [2, 2, 1, 1],
      [3, 3, 1, 1],
    ].map((weights) => forked({ protocol: weighted, truthful: twoLie, weights }).verdict().is);
    expect(verdicts).toEqual(['holds', 'holds', 'violated']);
  });

  test('says that it cannot tell when the votes in question were no longer kept', () => {
    const stage = new Stage(accountability, { protocol: accountable, truthful: twoLie });
    for (let height = 1; height <= 10_000; height++) stage.decide(height, 0, height, 0);
    stage.decide(10_001, 1, 1, stage.propose(2));
    expect(stage.verdict()).toMatchObject({ is: 'unknown', why: expect.stringContaining('no longer kept') });
  });

  test('does not take what liars decide for a fork', () => {
    const stage = new Stage(accountability, { protocol: accountable, truthful: twoLie });
    stage.decide(1, 0, 1, 0);
    stage.decide(1, 3, 1, stage.propose(3));
    expect(stage.verdict()).toMatchObject({ is: 'unknown', why: 'there was no fork to account for' });
    expect(deciding.accountable).toBeUndefined();
  });
});
