import { mean, median } from 'd3-array';
import type { RunRecord } from '../../src/runner/record.js';
import { parseScenario } from '../../src/scenario/parse.js';
import { planRuns } from '../../src/scenario/plan.js';
import { simulate } from '../../src/scenario/simulate.js';
import { registry } from '../fixtures/world.js';

function runsOf(preset: string, repeat: number, blocks: number, network = '', protocol = ''): RunRecord[] {
  const text = `name: a
seed: v
repeat: ${repeat}
stop: { blocks: ${blocks} }
nodes: { preset: ${preset} }
network: { preset: ${preset}, ${network} }
protocols: { a: { kind: pow, preset: ${preset}, ${protocol} } }\n`;
  return planRuns(parseScenario(text, 'f', registry)).map((spec) => simulate(spec, { registry, key: '', tree: false }));
}

const over = (records: readonly RunRecord[], column: string) =>
  median(records, (record) => Number(record.columns[column]))!;

describe('whole published worlds, 6,000 nodes', () => {
  /** Acceptance bands around SimBlock's own runs: seconds, seconds, share. */
  test.each([
    ['bitcoin-2015', [8.7, 9.9], [13.5, 16.5], [0.0135, 0.031]],
    ['bitcoin-2019', [1, 1.2], [2.1, 2.5], [0.001, 0.006]],
  ] as const)('%s: medians over five seeds of 1,000 blocks lie in the bands', (preset, p50, p90, stale) => {
    const runs = runsOf(preset, 5, 1_000);
    const found = [over(runs, 'propagation_p50_s'), over(runs, 'propagation_p90_s')];
    [p50, p90].forEach(([low, high], i) => {
      expect(found[i]).toBeGreaterThanOrEqual(low);
      expect(found[i]).toBeLessThanOrEqual(high);
    });
    // A run of 1,000 blocks has a handful of stale ones: all runs together, with four standard errors of theirs.
    const rate = mean(runs, (record) => Number(record.columns['stale_rate']))!;
    const standardError = Math.sqrt((stale[0] + stale[1]) / 2 / 5_000);
    expect(rate).toBeGreaterThanOrEqual(stale[0] - 4 * standardError);
    expect(rate).toBeLessThanOrEqual(stale[1] + 4 * standardError);
    expect(rate).toBeGreaterThan(0);
  });
});

describe('Bitcoin-Simulator, standard relaying at ten minutes', () => {
  /** Gervais et al., results page: median and 90 % in seconds. Its transport is TCP, packet by packet, and ours is not. */
  test.each([
    ['100 kB', 3.18, 6.23],
    ['500 kB', 13.62, 32.84],
    ['1 MB', 27.67, 68.64],
  ])('blocks of %s spread within 15 %% of the published quantiles', (size, p50, p90) => {
    const [record] = runsOf('gervais-bitcoin', 1, 200, '', `blockSize: ${size}`);
    expect(Math.abs(Number(record!.columns['propagation_p50_s']) / p50 - 1)).toBeLessThan(0.15);
    expect(Math.abs(Number(record!.columns['propagation_p90_s']) / p90 - 1)).toBeLessThan(0.15);
  });

  test('blocks that a pool cannot send to its peers within the interval pile up: 1 MB in 30 s', () => {
    const [calm] = runsOf('gervais-bitcoin', 1, 60, '', 'blockSize: 1 MB');
    const [choked] = runsOf('gervais-bitcoin', 1, 60, '', 'blockSize: 1 MB, interval: 30 s');
    const p50 = (record: RunRecord) => Number(record.columns['propagation_p50_s']);
    expect(p50(choked!)).toBeGreaterThan(3 * p50(calm!));
    expect(Number(choked!.columns['stale_rate'])).toBeGreaterThan(0.3);
  });
});
