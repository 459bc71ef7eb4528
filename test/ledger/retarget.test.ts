import { assemble } from '../../src/scenario/assembly.js';
import { pow } from '../../src/protocols/pow.js';
import { mean } from '../fixtures/moments.js';
import { fault, SECOND } from '../fixtures/run-words.js';
import { registry, specOf, worldWith } from '../fixtures/world.js';

const T = 10;

/** Times and difficulties (relative to genesis) of the blocks of a chain without delay, the mean interval being 10 s at first. */
function chainOf(blocks: number, params: object, { halvesAtS, seed }: { halvesAtS?: number; seed?: string } = {}) {
  const faults = halvesAtS === undefined ? [] : [fault('crash', { ids: [0, 1] }, { at: halvesAtS * SECOND })];
  const world = worldWith(4, { network: { latency: { kind: 'constant', delay: 0 } }, faults, stop: { blocks } });
  const made = assemble(specOf(pow, world, { interval: `${T} s`, ...params }, seed), registry);
  made.start();
  made.host.simulator.run({ time: Infinity, events: 1e7 });
  const { tree } = made.host;
  const chain = made.outcome.canonical(blocks).map(({ id }) => ({
    timeS: tree.time(id) / SECOND,
    difficulty: tree.totalWork(id) - tree.totalWork(tree.parent(id)),
  }));
  expect(chain).toHaveLength(blocks);
  return chain;
}

describe('retargeting every block by a moving average (wtema)', () => {
  // Interval times target is an exponential of mean 1 whatever the target is, so target' = (1 − α) target + α E exactly.
  const N = 20;
  const alpha = 1 / N;
  const blocks = 30_000;
  const chain = chainOf(blocks, { retarget: 'ema', smoothing: N });
  const targets = chain.slice(10 * N).map(({ difficulty }) => 1 / difficulty);

  test('the target has mean 1 and variance α/(2 − α)', () => {
    const average = mean(targets);
    expect(Math.abs(average - 1)).toBeLessThan(4 / Math.sqrt(blocks));
    const variance = mean(targets.map((target) => (target - average) * (target - average)));
    // Squares of an autoregression forget within 1/(2α) blocks.
    const standardError = Math.sqrt((2 * N) / blocks);
    expect(Math.abs(variance / (alpha / (2 - alpha)) - 1)).toBeLessThan(4 * standardError);
  });

  test('the mean interval is too long by α/2, for it is the mean of 1/target', () => {
    // The target is close to a Gamma law of shape (2 − α)/α, whose mean inverse is 1 + α/(2(1 − α)), up to α².
    const interval = (chain.at(-1)!.timeS - chain[10 * N]!.timeS) / (blocks - 1 - 10 * N);
    expect(interval / T).toBeGreaterThan(1 + alpha / 2 - alpha * alpha);
    expect(interval / T).toBeLessThan(1 + alpha / 2 + 2 * alpha * alpha);
  });

  test('after half of the power is lost the target closes a share α of the gap to what is needed with every block', () => {
    const [runs, k, step] = [60, 20, 1 / 30];
    const left = Math.exp(k * Math.log1p(-step));
    let before = 0;
    let strayed = 0;
    for (let seed = 0; seed < runs; seed++) {
      const chain = chainOf(400, { retarget: 'ema', smoothing: 30 }, { halvesAtS: 3000, seed: `step/${seed}` });
      // The first block found with half of the power is followed by one whose target may still owe much to the whole.
      const first = chain.findIndex(({ timeS }) => timeS > 3000) + 1;
      const gap = (block: number) => 1 - 1 / (2 * chain[block]!.difficulty);
      before += gap(first) / runs;
      strayed += (gap(first + k) - left * gap(first)) / runs;
    }
    // What the k exponentials in between add has mean 0.
    const deviation = step * Math.sqrt((1 - left * left) / (1 - (1 - step) * (1 - step)));
    expect(Math.abs(strayed)).toBeLessThan((4 * deviation) / Math.sqrt(runs));
    // The interval that the loss falls in is longer than others: 3 where 1 and 2 are usual.
    expect(Math.abs(before - (0.5 - step))).toBeLessThan(4 * Math.sqrt(step / (2 - step) / runs));
  });
});

describe('retargeting every block on a schedule (ASERT)', () => {
  test('the mean interval is the target exactly: the chain never strays far from its schedule', () => {
    const blocks = 20_000;
    const halfLife = 40;
    const chain = chainOf(blocks, { retarget: 'asert', halfLife: `${halfLife * T} s` });
    const behind = chain.map(({ timeS }, i) => timeS / T - (i + 1));
    // ln(difficulty) reverts by κ = ln 2 / half-life a block: the time behind has a standard deviation of 1/sqrt(2κ) intervals.
    const deviation = 1 / Math.sqrt((2 * Math.LN2) / halfLife);
    expect(Math.max(...behind.map(Math.abs))).toBeLessThan(6 * deviation);
    const measured = Math.sqrt(mean(behind.map((b) => b * b)) - mean(behind) * mean(behind));
    expect(Math.abs(measured / deviation - 1)).toBeLessThan(0.15);
    expect(Math.abs(chain.at(-1)!.timeS / T / blocks - 1)).toBeLessThan((6 * deviation) / blocks);
  });

  test('after half of the power is lost the chain stays one half-life behind schedule, and the interval is T again', () => {
    const halfLife = 30;
    const chain = chainOf(6000, { retarget: 'asert', halfLife: `${halfLife * T} s` }, { halvesAtS: 5000 });
    const behind = (from: number, to: number) =>
      mean(chain.slice(from, to).map(({ timeS }, i) => timeS / T - (from + i + 1)));
    // Means of a process that forgets within 1/κ = 43 blocks and has a deviation of 4.7: 60 and 110 independent values.
    expect(Math.abs(behind(0, 450) - 0)).toBeLessThan(4 * 4.7 * Math.sqrt((2 * 43) / 450));
    expect(Math.abs(behind(1000, 6000) - halfLife)).toBeLessThan(4 * 4.7 * Math.sqrt((2 * 43) / 5000));
  });
});

describe('retargeting every 2016 blocks', () => {
  test('half of the power lost at the start of a window: 28 days to the retarget, then the target again', () => {
    const chain = chainOf(4031, { retarget: 'bitcoin' }, { halvesAtS: 0 });
    // Blocks come in 20 instead of 10 s; one in sqrt(2015) is the standard error.
    const [first, second] = [chain[2014]!.timeS, chain[4030]!.timeS - chain[2014]!.timeS];
    expect(Math.abs(first / (2015 * 2 * T) - 1)).toBeLessThan(4 / Math.sqrt(2015));
    // The second window inherits the error of the first.
    expect(Math.abs(second / (2016 * T) - 1)).toBeLessThan(4 * Math.sqrt(2 / 2015));
  });
});
