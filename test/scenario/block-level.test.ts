import { parseScenario } from '../../src/scenario/parse.js';
import { complaintsOf } from '../fixtures/refusal.js';
import { registry } from '../fixtures/world.js';

function problemsOf(lines: readonly string[]): string[] {
  const text = [
    'name: levels',
    'detail: blocks',
    `stop: { blocks: ${lines.includes(LONG) ? 1e8 : 10} }`,
    'nodes: { count: 4 }',
    ...lines,
  ].join('\n');
  return complaintsOf(() => parseScenario(text, 'levels.yaml', registry));
}

/** Asks for a long run. */
const LONG = 'x-long: true';
const POW = 'protocols: { pow: { kind: pow } }';

describe('detail: blocks', () => {
  test('takes proof of work on a complete graph, with miners that are off for a while', () => {
    expect(problemsOf([POW, 'faults: [{ behaviour: crash, nodes: { ids: [1] }, at: 1 h }]'])).toEqual([]);
  });

  test('takes any gamma by lottery, where message level bounds it by who finds a block', () => {
    const fault =
      'behaviour: selfish-mining, nodes: { ids: [0] }, strategy: { kind: optimal }, gamma: { explicit: 0.9 }';
    expect(problemsOf([POW, `faults: [{ ${fault} }]`])).toEqual([]);
  });

  test.each([
    [['protocols: { bft: { kind: pbft } }'], 'protocols.bft.kind: expected pow, ghost, ethereum-pow, pos-lots with'],
    [[POW, 'network: { topology: { kind: ring } }'], 'network.topology.kind: expected complete'],
    [
      ['protocols: { pow: { kind: pow-last-heard } }'],
      'protocols.pow.kind: expected pow, ghost, ethereum-pow, pos-lots with',
    ],
    [
      ['protocols: { g: { kind: ghost } }', 'faults: [{ behaviour: crash, nodes: { ids: [0] } }]'],
      'faults: expected none with detail: blocks under g',
    ],
    [['protocols: { e: { kind: ethereum-pow, ties: random } }'], 'protocols.e: expected options of ethereum-pow with'],
    [
      ['protocols: { e: { kind: ethereum-pow } }', 'economy: { reward: 1, compound: true }'],
      'economy.compound: expected false with detail: blocks under e, whose uncles are paid too',
    ],
    [[POW, LONG], 'stop.blocks: expected at most 250 years of blocks, found 100000000 of 600 s (1901 years)'],
    [[POW, 'network: { loss: 0.1 }'], 'network.loss: expected 0 with detail: blocks, found 0.1'],
    [[POW, 'network: { bandwidth: { up: 1 Mbit/s, down: 1 Mbit/s } }'], 'network.bandwidth: expected none'],
    [[POW, 'workload: { rate: 10 per s }'], 'workload: expected none'],
    [[POW, 'faults: [{ partition: [[0, 1], [2, 3]] }]'], 'faults.0.partition: expected a behaviour among crash'],
    [[POW, 'faults: [{ behaviour: silent, nodes: { ids: [0] } }]'], 'faults.0.behaviour: expected a behaviour among'],
  ])('refuses what it cannot show: %j', (lines, expected) => {
    const [problem, ...rest] = problemsOf(lines);
    expect(problem).toContain(expected);
    expect(rest).toEqual([]);
  });
});
