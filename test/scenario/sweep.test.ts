import { parseScenario } from '../../src/scenario/parse.js';
import { planRuns } from '../../src/scenario/plan.js';
import { problemLines } from '../fixtures/refusal.js';
import { fixtures, SMALL } from './fixture-registry.js';

function variantsOf(sweep: string, base = SMALL): string[] {
  return parseScenario(base + sweep, 'f', fixtures).variants.map(({ variant }) => variant);
}

function problemsOf(sweep: string, base = SMALL): string[] {
  return problemLines(() => parseScenario(base + sweep, 'f', fixtures));
}

describe('a sweep', () => {
  test('without one there is a single variant without a name', () => {
    expect(variantsOf('')).toEqual(['']);
    expect(variantsOf('sweep: {}\n')).toEqual(['']);
  });

  test('is the product of its axes, the first varying slowest', () => {
    expect(variantsOf('sweep: { nodes.count: [4, 7], network.loss: [0, 0.1] }\n')).toEqual([
      'nodes.count=4;network.loss=0',
      'nodes.count=4;network.loss=0.1',
      'nodes.count=7;network.loss=0',
      'nodes.count=7;network.loss=0.1',
    ]);
  });

  test('sets each value where its path leads', () => {
    const { variants } = parseScenario(
      `${SMALL}faults: [{ behaviour: crash, nodes: { count: 1 } }]
sweep: { nodes.count: [4, 7], protocols.vote.timeout: [1 s], faults.0.nodes.count: [2] }\n`,
      'f',
      fixtures,
    );
    expect(variants.map(({ world }) => world.nodes.count)).toEqual([4, 7]);
    expect(variants[0]!.protocols).toEqual([{ label: 'vote', kind: 'vote', params: { timeout: 1_000_000 } }]);
    expect(variants[0]!.world.faults).toMatchObject([{ behaviour: 'crash', nodes: { count: 2 } }]);
  });

  test('takes whole mappings, and nothing for what is to be left out', () => {
    const { variants } = parseScenario(
      `${SMALL}workload: { rate: 5 per s }
sweep: { network.latency: [{ kind: constant }, { kind: lognormal, sigma: 1 }], workload: [null, { rate: 1 per s }] }\n`,
      'f',
      fixtures,
    );
    expect(variants.map(({ variant }) => variant)).toEqual([
      'network.latency={"kind":"constant"};workload=null',
      'network.latency={"kind":"constant"};workload={"rate":"1 per s"}',
      'network.latency={"kind":"lognormal","sigma":1};workload=null',
      'network.latency={"kind":"lognormal","sigma":1};workload={"rate":"1 per s"}',
    ]);
    expect(variants.map(({ world }) => world.workload?.rate)).toEqual([undefined, 1, undefined, 1]);
    expect(variants[2]!.world.network.latency).toEqual({ kind: 'lognormal', median: 100_000, sigma: 1 });
  });

  test('may supply what the file itself leaves out', () => {
    const base = SMALL.replace('nodes: { count: 4 }\n', '');
    expect(variantsOf('sweep: { nodes.count: [4, 7] }\n', base)).toEqual(['nodes.count=4', 'nodes.count=7']);
  });

  test('sets a path within another swept path after it, whatever their order', () => {
    const sweep = 'sweep: { network.latency.sigma: [0.1], network.latency: [{ kind: lognormal, sigma: 9 }] }\n';
    const { variants } = parseScenario(SMALL + sweep, 'f', fixtures);
    expect(variants[0]!.world.network.latency['sigma']).toBe(0.1);
  });
});

describe('a range', () => {
  test.each([
    ['{ from: 0, to: 0.3, step: 0.1 }', ['0', '0.1', '0.2', '0.3']],
    ['{ from: 0, to: 0.35, step: 0.1 }', ['0', '0.1', '0.2', '0.3']],
    ['{ from: 0, to: 0.5, points: 3 }', ['0', '0.25', '0.5']],
    ['{ from: 0.001, to: 0.1, points: 3, scale: log }', ['0.001', '0.01', '0.1']],
    ['{ from: 0.5, to: 0, points: 2 }', ['0.5', '0']],
  ])('%s has exact ends and no drift', (range, values) => {
    expect(variantsOf(`sweep: { network.loss: ${range} }\n`)).toEqual(values.map((value) => `network.loss=${value}`));
  });

  test('may carry a unit', () => {
    expect(variantsOf('sweep: { network.requestTimeout: { from: 1 s, to: 2 s, step: 0.5 s } }\n')).toEqual([
      'network.requestTimeout=1 s',
      'network.requestTimeout=1.5 s',
      'network.requestTimeout=2 s',
    ]);
  });

  test.each([
    [
      '{ from: 1, to: 2 }',
      'f:5:24: sweep.network.loss: expected a list, or a mapping with from, to, step, or a mapping with from, to, points, found a mapping with from, to',
    ],
    ['{ from: 0, to: 0.5, step: 0 }', 'f:5:24: sweep.network.loss: expected step to be above 0, found 0'],
    ['{ from: 1, to: 0, step: 0.1 }', 'f:5:24: sweep.network.loss: expected to to be at least from, 1, found 0'],
    [
      '{ from: 1 s, to: 500 ms, step: 1 s }',
      'f:5:24: sweep.network.loss: expected the same unit in from, to and step, found "1 s" and "500 ms"',
    ],
    [
      '{ from: low, to: high, step: 1 }',
      'f:5:24: sweep.network.loss: expected from to be a number, or a number with a unit, found "low"',
    ],
    [
      '{ from: 0, to: 1, points: 3, scale: log }',
      'f:5:24: sweep.network.loss: expected from and to above 0 on a log scale, found 0 and 1',
    ],
    ['[]', 'f:5:24: sweep.network.loss: expected a list of at least 1, found a list of 0'],
    [
      '0.5',
      'f:5:24: sweep.network.loss: expected a list, or a mapping with from, to, step, or a mapping with from, to, points, found 0.5',
    ],
    ['[0, 0.1, 0]', 'f:5:33: sweep.network.loss.2: found network.loss=0 twice'],
  ])('%s is refused', (range, problem) => {
    expect(problemsOf(`sweep: { network.loss: ${range} }\n`)).toEqual([problem]);
  });
});

describe('zip and exclude', () => {
  test('a zipped group may name its points, and then is called by the names alone', () => {
    const named = 'zip: [{ as: [few, many], nodes.count: [4, 7], network.loss: [0, 0.1] }]\n';
    expect(variantsOf(named)).toEqual(['as=few', 'as=many']);
    expect(variantsOf(`sweep: { network.duplication: [0, 0.1] }\n${named}exclude: [{ as: few }]\n`)).toEqual([
      'network.duplication=0;as=many',
      'network.duplication=0.1;as=many',
    ]);
    expect(problemsOf('zip: [{ as: [few, many] }]\n')[0]).toMatch(/expected paths to vary beside the names/);
    expect(problemsOf('zip: [{ as: [few, few], nodes.count: [4, 7] }]\n')[0]).toMatch(/found as=few twice/);
    expect(problemsOf('zip: [{ as: [few], nodes.count: [4, 7] }]\n')[0]).toMatch(
      /expected 1 values, as as has, found 2/,
    );
  });

  test('axes of one group go together, beside the others', () => {
    const sweep = `sweep: { network.loss: [0, 0.1] }
zip: [{ nodes.count: [4, 7], protocols.vote.timeout: [1 s, 2 s] }]\n`;
    expect(variantsOf(sweep)).toEqual([
      'network.loss=0;nodes.count=4;protocols.vote.timeout=1 s',
      'network.loss=0;nodes.count=7;protocols.vote.timeout=2 s',
      'network.loss=0.1;nodes.count=4;protocols.vote.timeout=1 s',
      'network.loss=0.1;nodes.count=7;protocols.vote.timeout=2 s',
    ]);
  });

  test('an axis of a group may repeat a value, but not the whole group', () => {
    expect(variantsOf('zip: [{ nodes.count: [4, 4], network.loss: [0, 0.1] }]\n')).toHaveLength(2);
    expect(problemsOf('zip: [{ nodes.count: [4, 4], network.loss: [0, 0] }]\n')).toEqual([
      'f:5:26: zip.0.nodes.count.1: found nodes.count=4;network.loss=0 twice',
    ]);
  });

  test('axes of one group must have the same number of values', () => {
    expect(problemsOf('zip: [{ nodes.count: [4, 7], network.loss: { from: 0, to: 0.2, step: 0.1 } }]\n')).toEqual([
      'f:5:44: zip.0.network.loss: expected 2 values, as nodes.count has, found 3',
    ]);
  });

  test('an exclusion leaves out every combination that it matches', () => {
    const sweep = 'sweep: { nodes.count: [4, 7], network.loss: [0, 0.1] }\n';
    expect(variantsOf(`${sweep}exclude: [{ nodes.count: 7, network.loss: 0.1 }]\n`)).toHaveLength(3);
    expect(variantsOf(`${sweep}exclude: [{ nodes.count: 7 }]\n`)).toEqual([
      'nodes.count=4;network.loss=0',
      'nodes.count=4;network.loss=0.1',
    ]);
  });

  test('an exclusion that matches nothing is an error', () => {
    const sweep = 'sweep: { nodes.count: [4, 7], network.loss: [0, 0.1] }\n';
    expect(problemsOf(`${sweep}exclude: [{ nodes.count: 5 }, { nodes.cont: 4 }]\n`)).toEqual([
      'f:6:26: exclude.0.nodes.count: expected a value of the sweep (4, 7), found 5',
      'f:6:33: exclude.1.nodes.cont: expected a path that is swept (nodes.count, network.loss), found "nodes.cont"; did you mean "nodes.count"?',
    ]);
    expect(
      problemsOf(
        `zip: [{ nodes.count: [4, 7], network.loss: [0, 0.1] }]\nexclude: [{ nodes.count: 4, network.loss: 0.1 }]\n`,
      ),
    ).toEqual(['f:6:11: exclude.0: found no combination that matches']);
  });

  test('excluding everything is an error', () => {
    expect(problemsOf('sweep: { nodes.count: [4] }\nexclude: [{ nodes.count: 4 }]\n')).toEqual([
      'f:6:10: exclude: expected some combination to be left, found none',
    ]);
  });
});

describe('what is wrong with a point is said where the sweep gives its value', () => {
  test.each([
    [
      'an unknown path',
      'sweep: { nodes.cuont: [4, 7] }\n',
      'f:5:10: sweep.nodes.cuont: unknown key; allowed: preset, count, weights, owners, regions; did you mean "count"?',
    ],
    [
      'an unknown section',
      'sweep: { nods.count: [4] }\n',
      'f:5:10: sweep.nods.count: nods: unknown key; allowed: name, asks, shows, seed, repeat, detail, stop, nodes, network, protocols, faults, commands, workload, economy, window, sweep, zip, exclude, expect; did you mean "nodes"?',
    ],
    [
      'a path through a number',
      'sweep: { nodes.count.x: [4] }\n',
      'f:5:10: sweep.nodes.count.x: nodes.count is 4 and has no x in it',
    ],
    [
      'an index that is none',
      'sweep: { faults.1.at: [4 s] }\nfaults: []\n',
      'f:5:10: sweep.faults.1.at: faults is a list of 0; expected an index from 0 to 0, found "1"',
    ],
    [
      'one wrong value of two',
      'sweep: { nodes.count: [4, x] }\n',
      'f:5:27: sweep.nodes.count.1: expected a number, found "x"',
    ],
    [
      'a range that leaves the whole numbers',
      'sweep: { nodes.count: { from: 1, to: 2, points: 3 } }\n',
      'f:5:23: sweep.nodes.count: expected a whole number, found 1.5',
    ],
    [
      'something deep in a mapping',
      'sweep: { network.latency: [{ kind: lognormal, sigma: -1 }] }\n',
      'f:5:28: sweep.network.latency.0: network.latency.sigma: expected a number of at least 0, found -1',
    ],
    [
      'a value that does not fit the rest',
      'faults: [{ behaviour: crash, nodes: { ids: [3] } }]\nsweep: { nodes.count: [3, 4] }\n',
      'f:6:24: sweep.nodes.count.0: with nodes.count=3: faults.0.nodes.ids.0: expected a node from 0 to 2, found 3',
    ],
    [
      'a mapping that lacks its kind',
      'sweep: { network.latency.sigma: [1] }\n',
      'f:5:34: sweep.network.latency.sigma.0: with network.latency.sigma=1: network.latency.kind: expected one of constant, lognormal, found nothing',
    ],
    [
      'what is fixed',
      'sweep: { seed: [a, b] }\n',
      'f:5:10: sweep.seed: seed is the same for the whole file and cannot be swept',
    ],
    [
      'a path twice',
      'sweep: { nodes.count: [4] }\nzip: [{ nodes.count: [5] }]\n',
      'f:6:9: zip.0.nodes.count: the same path is swept twice',
    ],
    [
      'a problem of the file itself',
      'wrkload: 1\nsweep: { nodes.count: [4, 5] }\n',
      'f:5:1: wrkload: unknown key; allowed: name, asks, shows, seed, repeat, detail, stop, nodes, network, protocols, faults, commands, workload, economy, window, sweep, zip, exclude, expect; did you mean "workload"?',
    ],
    [
      'a variant in the expectations',
      'sweep: { nodes.count: [4, 5] }\nexpect: { metrics: [{ metric: gini, variant: nodes.count=6, max: 1 }] }\n',
      'f:6:46: expect.metrics.0.variant: expected a point of the sweep (nodes.count=4, nodes.count=5), found "nodes.count=6"; did you mean "nodes.count=4"?',
    ],
  ])('%s', (_what, sweep, problem) => {
    expect(problemsOf(sweep)).toEqual([problem]);
  });
});

test('runs are planned by variant, then by protocol in file order, then by seed', () => {
  const text = `${SMALL.replace('{ vote: { kind: vote } }', '{ z: { kind: vote }, a: { kind: chain } }')}
seed: demo\nrepeat: 2\nsweep: { nodes.count: [4, 7] }\n`;
  const runs = planRuns(parseScenario(text, 'f', fixtures));
  expect(runs.map(({ variant, protocol, seed }) => `${variant} ${protocol} ${seed}`)).toEqual([
    'nodes.count=4 z demo/0',
    'nodes.count=4 z demo/1',
    'nodes.count=4 a demo/0',
    'nodes.count=4 a demo/1',
    'nodes.count=7 z demo/0',
    'nodes.count=7 z demo/1',
    'nodes.count=7 a demo/0',
    'nodes.count=7 a demo/1',
  ]);
  expect(runs.map(({ world }) => world.nodes.count)).toEqual([4, 4, 4, 4, 7, 7, 7, 7]);
});
