import type { Verdict } from '../../src/contract.js';
import type { RunRecord } from '../../src/runner/record.js';
import { checkExpectations } from '../../src/scenario/expectations.js';
import { parseScenario } from '../../src/scenario/parse.js';
import { fixtures, SMALL } from './fixture-registry.js';

const HOLDS: Verdict = { is: 'holds' };
const VIOLATED: Verdict = { is: 'violated', witness: 'nodes 1 and 2 decided otherwise at height 3', at: 2_500_000 };
const UNKNOWN: Verdict = { is: 'unknown', why: 'nothing was decided' };

function record(protocol: string, seed: string, verdicts: Record<string, Verdict>, variant = ''): RunRecord {
  return {
    key: seed,
    variant,
    protocol,
    kind: protocol,
    seed,
    digest: '',
    ended: 'blocks',
    headline: 'nakamoto',
    assumes: { identity: 'members', network: 'none', honesty: 'all' },
    columns: {},
    undefinedBecause: {},
    verdicts,
    baseline: {},
    weights: {},
    producers: [],
    windows: [],
    latencyQuantilesS: [],
    messagesByKind: {},
  };
}

const withExpect = (expect: string) => parseScenario(`${SMALL}expect: ${expect}\n`, 'f', fixtures);

describe('expected verdicts', () => {
  test('holds means: in every run', () => {
    const scenario = withExpect('{ agreement: holds }');
    const good = [record('vote', 's/0', { agreement: HOLDS }), record('vote', 's/1', { agreement: HOLDS })];
    expect(checkExpectations(scenario, good, [])).toEqual([
      { holds: true, what: 'agreement of vote', found: 'holds in 2 of 2 runs', allowed: 'holds in every run' },
    ]);
    const bad = [good[0]!, record('vote', 's/1', { agreement: VIOLATED })];
    expect(checkExpectations(scenario, bad, [])).toEqual([
      {
        holds: false,
        what: 'agreement of vote',
        found:
          'holds in 1 of 2 runs, violated in 1 of 2 runs; seed s/1: nodes 1 and 2 decided otherwise at height 3 (at 2.5 s)',
        allowed: 'holds in every run',
      },
    ]);
  });

  test('unknown is not holds', () => {
    const [finding] = checkExpectations(
      withExpect('{ liveness: holds }'),
      [record('vote', 's/0', { liveness: UNKNOWN })],
      [],
    );
    expect(finding).toMatchObject({ holds: false, found: 'unknown in 1 of 1 runs; seed s/0: nothing was decided' });
  });

  test('violated means: in at least one run of every variant', () => {
    const scenario = withExpect('{ agreement: violated }');
    const runs = [
      record('vote', 's/0', { agreement: HOLDS }, 'f=1'),
      record('vote', 's/1', { agreement: VIOLATED }, 'f=1'),
      record('vote', 's/0', { agreement: HOLDS }, 'f=2'),
    ];
    expect(checkExpectations(scenario, runs.slice(0, 2), [])).toMatchObject([
      { holds: true, allowed: 'violated in at least one run' },
    ]);
    expect(checkExpectations(scenario, runs, [])).toMatchObject([
      {
        holds: false,
        what: 'agreement of vote at f=2',
        found: 'holds in 1 of 1 runs',
        allowed: 'violated in at least one run of every variant',
      },
    ]);
  });

  test('an invariant that nobody judged does not hold', () => {
    const [finding] = checkExpectations(withExpect('{ agreement: holds }'), [record('vote', 's/0', {})], []);
    expect(finding).toMatchObject({ holds: false, found: 'not judged in 1 of 1 runs' });
  });

  test('may differ from protocol to protocol', () => {
    const scenario = parseScenario(
      `${SMALL.replace('{ vote: { kind: vote } }', '{ a: { kind: vote }, b: { kind: vote } }')}
expect: { agreement: { a: violated, b: holds } }\n`,
      'f',
      fixtures,
    );
    const runs = [record('a', 's/0', { agreement: VIOLATED }), record('b', 's/0', { agreement: HOLDS })];
    expect(checkExpectations(scenario, runs, []).map(({ holds }) => holds)).toEqual([true, true]);
    const other = [record('a', 's/0', { agreement: HOLDS }), record('b', 's/0', { agreement: VIOLATED })];
    expect(checkExpectations(scenario, other, []).map(({ holds }) => holds)).toEqual([false, false]);
  });
});

describe('an invariant of which the scenario says nothing', () => {
  test('must not be violated', () => {
    const runs = [record('vote', 's/0', { agreement: HOLDS, liveness: VIOLATED })];
    expect(checkExpectations(withExpect('{ agreement: holds }'), runs, [])).toMatchObject([
      { holds: true, what: 'agreement of vote' },
      { holds: false, what: 'liveness of vote', allowed: 'not violated, unless the scenario expects it' },
    ]);
  });

  test('may be unknown, and is not mentioned when nothing is wrong', () => {
    expect(checkExpectations(withExpect('{}'), [record('vote', 's/0', { agreement: UNKNOWN })], [])).toEqual([]);
  });

  test('must not be violated by a protocol that the expectation leaves out', () => {
    const scenario = withExpect('{ agreement: { vote: holds } }');
    const runs = [record('vote', 's/0', { agreement: HOLDS }), record('other', 's/0', { agreement: VIOLATED })];
    expect(checkExpectations(scenario, runs, []).map(({ holds }) => holds)).toEqual([true, false]);
  });
});

describe('expected metrics', () => {
  const row = (mean: number | null, protocol = 'vote', variant = '') => ({ variant, protocol, metric: 'gini', mean });

  test.each([
    ['{ metric: gini, max: 0.6 }', 0.6, true, 'at most 0.6'],
    ['{ metric: gini, max: 0.6 }', 0.6000001, false, 'at most 0.6'],
    ['{ metric: gini, min: 0.2 }', 0.1, false, 'at least 0.2'],
    ['{ metric: gini, min: 0.2, max: 0.6 }', 0.3, true, '0.2 to 0.6'],
  ])('%s against a mean of %s', (bound, mean, holds, allowed) => {
    expect(checkExpectations(withExpect(`{ metrics: [${bound}] }`), [], [row(mean)])).toEqual([
      { holds, what: 'mean gini of vote', found: String(mean), allowed, metric: 'gini' },
    ]);
  });

  test('an undefined mean and an absent column are out of all bounds', () => {
    const scenario = withExpect('{ metrics: [{ metric: gini, max: 1 }, { metric: nakamoto, min: 0 }] }');
    expect(checkExpectations(scenario, [], [row(null)])).toMatchObject([
      { holds: false, found: 'undefined in every run' },
      { holds: false, found: 'no such column' },
    ]);
  });

  test('are looked up for every protocol and variant, or for the named ones', () => {
    const base = SMALL.replace('{ vote: { kind: vote } }', '{ a: { kind: vote }, b: { kind: vote } }');
    const scenario = parseScenario(
      `${base}sweep: { nodes.count: [4, 5] }
expect: { metrics: [{ metric: gini, max: 1 }, { metric: gini, protocol: b, variant: nodes.count=5, max: 1 }] }\n`,
      'f',
      fixtures,
    );
    const rows = ['nodes.count=4', 'nodes.count=5'].flatMap((point) => [row(0, 'a', point), row(0, 'b', point)]);
    expect(checkExpectations(scenario, [], rows).map(({ what }) => what)).toEqual([
      'mean gini of a at nodes.count=4',
      'mean gini of b at nodes.count=4',
      'mean gini of a at nodes.count=5',
      'mean gini of b at nodes.count=5',
      'mean gini of b at nodes.count=5',
    ]);
  });
});
