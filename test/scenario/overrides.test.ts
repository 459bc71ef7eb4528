import { parseScenario } from '../../src/scenario/parse.js';
import type { ScenarioOptions } from '../../src/scenario/overrides.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { problemLines } from '../fixtures/refusal.js';
import { fixtures, SMALL } from './fixture-registry.js';

const load = (options: ScenarioOptions, text = SMALL): Scenario => parseScenario(text, 'f', fixtures, options);

function problemsOf(set: readonly string[], text = SMALL): string[] {
  return problemLines(() => load({ set }, text));
}

describe('--set', () => {
  test('replaces what the file says, in order, and makes mappings on the way', () => {
    const set = ['nodes.count=5', 'nodes.count=7', 'network.latency={kind: lognormal}', 'network.latency.sigma=1'];
    const [variant] = load({ set }).variants;
    expect(variant!.world.nodes.count).toBe(7);
    expect(variant!.world.network.latency).toEqual({ kind: 'lognormal', median: 100_000, sigma: 1 });
  });

  test('reads its value as YAML', () => {
    expect(load({ set: ['seed="5"'] }).seed).toBe('5');
    expect(load({ set: ['asks=a = b'] }).asks).toBe('a = b');
  });

  test('reaches into lists, and adds to their end', () => {
    const text = `${SMALL}faults: [{ behaviour: crash, nodes: { ids: [0] } }]\n`;
    const set = ['faults.0.at=5 s', 'faults.1={ partition: [[0], [1]] }'];
    expect(load({ set }, text).variants[0]!.world.faults).toEqual([
      { behaviour: 'crash', params: { memory: 'kept' }, nodes: { ids: [0] }, at: 5_000_000, until: null },
      { partition: [[0], [1]], oneWay: false, at: 0, until: null },
    ]);
  });

  test('with nothing after the equals sign takes a key out', () => {
    const text = `${SMALL}workload: { rate: 5 per s }\n`;
    expect(load({ set: ['workload='] }, text).variants[0]!.world.workload).toBeUndefined();
  });

  test('sets an axis of the sweep by its whole path', () => {
    const { variants } = load({ set: ['sweep.nodes.count=[5, 6]'] });
    expect(variants.map(({ variant }) => variant)).toEqual(['nodes.count=5', 'nodes.count=6']);
  });

  test.each([
    [
      'nodes.cuont=5',
      '--set nodes.cuont: unknown key; allowed: preset, count, weights, owners, regions; did you mean "count"?',
    ],
    [
      'nods.count=5',
      '--set nods.count: nods: unknown key; allowed: name, asks, shows, seed, repeat, detail, stop, nodes, network, protocols, faults, commands, workload, economy, window, sweep, zip, exclude, expect; did you mean "nodes"?',
    ],
    ['nodes.count=many', '--set nodes.count: expected a number, found "many"'],
    ['nodes.count=', '--set nodes.count: expected a number, found nothing'],
    [
      'nodes={ count: 4, weights: { kind: eqal } }',
      '--set nodes: nodes.weights.kind: expected one of equal, list, found "eqal"; did you mean "equal"?',
    ],
    [
      'network.latency.sigma=1',
      '--set network.latency.sigma: network.latency.kind: expected one of constant, lognormal, found nothing',
    ],
    ['nodes.count.x=5', '--set nodes.count.x: nodes.count is 4 and has no x in it'],
    ['faults.1={}', '--set faults.1: faults is a list of 0; expected an index from 0 to 0, found "1"'],
    ['nodes..count=5', '--set nodes..count: expected a dotted path such as nodes.count, found "nodes..count"'],
    ['__proto__.count=5', '--set __proto__.count: a path cannot contain __proto__'],
    ['nodes.count', '--set: expected path=value, found "nodes.count"'],
    ['nodes.count=[', '--set nodes.count: not YAML: Flow sequence must end with a ]'],
    ['nodes.count=*a', '--set nodes.count: found the alias *a, but no anchor &a before it'],
  ])('%s is refused', (set, problem) => {
    expect(problemsOf([set], `${SMALL}faults: []\n`)).toEqual([problem]);
  });

  test('does not touch what the sweep would overwrite', () => {
    const text = `${SMALL}sweep: { nodes.count: [4, 5] }\n`;
    expect(problemsOf(['nodes.count=9'], text)).toEqual([
      '--set nodes.count: the scenario sweeps nodes.count, which would overwrite this value; set sweep.nodes.count instead',
    ]);
  });

  test('stands beside the problems of the file', () => {
    expect(problemsOf(['nodes.count=0'], `${SMALL}repeat: 0\n`)).toEqual([
      'f:5:9: repeat: expected a number of at least 1, found 0',
      '--set nodes.count: expected a number of at least 1, found 0',
    ]);
  });
});

test('seed and repeat of the command line take the place of those of the file', () => {
  const { seed, repeat } = load({ seed: 'other', repeat: 3, set: ['seed=no'] }, `${SMALL}seed: demo\nrepeat: 2\n`);
  expect([seed, repeat]).toEqual(['other', 3]);
  expect(() => load({ repeat: 0 })).toThrow('--repeat: expected a number of at least 1, found 0');
});
