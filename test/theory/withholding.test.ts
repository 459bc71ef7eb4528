import seedrandom from 'seedrandom';
import { leadYield } from '../../src/theory/lead-chain.js';
import { optimalThreshold, optimalWithholding, policyYield } from '../../src/theory/optimal-withholding.js';
import { evaluate, evaluateWithErrors } from '../../src/theory/policy-evaluation.js';
import { actionOf, policyTableFrom, type Fork, type PolicyTable } from '../../src/theory/policy-table.js';
import { selfishRevenue, selfishStates, selfishThreshold, selfishThroughput } from '../../src/theory/selfish-mining.js';
import {
  leadEqualForkStubbornRevenue,
  leadStubbornRevenue,
  stubbornAction,
  stubbornRules,
  stubbornYield,
} from '../../src/theory/stubborn-mining.js';
import { twoSelfishPools } from '../../src/theory/two-pools.js';
import { policyBy, yieldOf, type WithholdingModel } from '../../src/theory/withholding-model.js';

const modelOf = (alpha: number, gamma: number, cutOff: number): WithholdingModel => ({
  alpha,
  gamma,
  cutOff,
  tieBreaking: 'first-seen',
});

/** Plays a table against the world that it was made for, block by block; the withholder's share and its blocks. */
function play(table: PolicyTable, blocks: number, seed: string): number {
  const random = seedrandom.alea(seed);
  let [a, h, fork, own, others]: [number, number, Fork, number, number] = [0, 0, 'irrelevant', 0, 0];
  for (let block = 0; block < blocks; block++) {
    let action = actionOf(table, a, h, fork);
    if (action === 'adopt') {
      others += h;
      [a, h, fork] = [0, 0, 'irrelevant'];
      action = 'wait';
    } else if (action === 'override') {
      own += h + 1;
      [a, h, fork] = [a - h - 1, 0, 'irrelevant'];
      action = 'wait';
    }
    const tie: boolean = action === 'match' || fork === 'active';
    if (random() < table.alpha) {
      a++;
      fork = tie ? 'active' : 'irrelevant';
    } else if (tie && random() < table.gamma) {
      own += h;
      [a, h, fork] = [a - h, 1, 'relevant'];
    } else {
      h++;
      fork = 'relevant';
    }
  }
  return own / (own + others);
}

describe('the optimal withholding policy', () => {
  test.each([
    [0.36, 0.2],
    [0.42, 0.7],
  ])('at α = %p and γ = %p earns, played block by block, what was solved', (alpha, gamma) => {
    const { policy, revenue } = optimalWithholding(alpha, gamma, { cutOff: 60 });
    const table = policyTableFrom(JSON.parse(JSON.stringify(policy)));
    expect(table).toEqual(policy);
    const { revenueError: error } = policyYield(policy, alpha, gamma);
    expect(Math.abs(play(table, 1_000_000, `optimal ${alpha}`) - revenue)).toBeLessThan((4 * error) / 1000);
  });

  test('is better than any that differs in one state of a small model', () => {
    const alpha = 0.4;
    const { policy, revenue } = optimalWithholding(alpha, 0.3, { cutOff: 6 });
    const model = modelOf(alpha, 0.3, 6);
    const forks: readonly Fork[] = ['irrelevant', 'relevant', 'active'];
    const numbers = { adopt: 0, override: 1, match: 2, wait: 3 };
    let better = 0;
    for (let fork = 0; fork < 3; fork++) {
      for (let a = 0; a <= 6; a++) {
        for (let h = 0; h <= 6; h++) {
          for (let action = 0; action < 4; action++) {
            const changed = policyBy(model, (atA, atH, atFork) =>
              atA === a && atH === h && atFork === fork ? action : numbers[actionOf(policy, atA, atH, forks[atFork]!)],
            );
            if (yieldOf(evaluate(changed, model), model).revenue > revenue + 1e-12) better++;
          }
        }
      }
    }
    expect(better).toBe(0);
  });

  test('read as a table is the same chain, and does worse where it was not made for', () => {
    const { policy, revenue, throughput } = optimalWithholding(0.4, 0.5, { cutOff: 40 });
    expect(policyYield(policy, 0.4, 0.5)).toMatchObject({
      revenue: expect.closeTo(revenue, 12),
      throughput: expect.closeTo(throughput, 12),
    });
    const other = optimalWithholding(0.4, 0, { cutOff: 40 }).revenue;
    expect(policyYield(policy, 0.4, 0).revenue).toBeLessThan(other - 1e-3);
  });

  test('earns α/(1−α) at γ = 1, no less than SM1 and its stubborn kin anywhere, and α below the threshold', () => {
    expect(optimalWithholding(0.3, 1, { cutOff: 80 }).revenue).toBeCloseTo(3 / 7, 10);
    for (const [alpha, gamma] of [
      [0.35, 0],
      [0.35, 0.5],
      [0.42, 0.9],
    ] as const) {
      const { revenue } = optimalWithholding(alpha, gamma, { cutOff: 60 });
      for (const name of ['SM1', 'L', 'F', 'LF', 'T1', 'LT1', 'FT1', 'LFT1'])
        expect(revenue).toBeGreaterThan(stubbornYield(alpha, gamma, name).revenue - 1e-4);
    }
    expect(optimalWithholding(0.3, 0, { cutOff: 40 })).toMatchObject({
      revenue: expect.closeTo(0.3, 12),
      throughput: 1,
    });
  });

  test('breaks even a little before SM1 at γ = 0, and where SM1 does at γ = 0.4', () => {
    expect(optimalThreshold(0, { cutOff: 40 })).toBeLessThan(selfishThreshold(0) - 0.003);
    expect(Math.abs(optimalThreshold(0.4, { cutOff: 40 }) - selfishThreshold(0.4))).toBeLessThan(1e-4);
  });

  test('grows with the cut-off, which bounds it from below', () => {
    const at = (cutOff: number) => optimalWithholding(0.45, 0, { cutOff }).revenue;
    expect(at(20)).toBeLessThan(at(40));
    expect(at(40)).toBeLessThan(at(80));
  });

  test.each([
    [0.5, 0, 20, 'alpha is 0.5: expected a number above 0 and below 0.5'],
    [0.3, 1.2, 20, 'gamma is 1.2: expected a number of at least 0 and at most 1'],
    [0.3, 0.5, 1, 'cutOff is 1: expected a whole number from 2 to 500'],
  ])('is refused at α = %p, γ = %p, cut-off %p', (alpha, gamma, cutOff, message) => {
    expect(() => optimalWithholding(alpha, gamma, { cutOff })).toThrow(message);
  });
});

describe('selfish and stubborn mining', () => {
  test('SM1 by the chain of leads is its closed form', () => {
    for (const alpha of [0.05, 0.2, 0.37, 0.49]) {
      for (const gamma of [0, 0.3, 1]) {
        const { revenue, throughput } = stubbornYield(alpha, gamma, 'SM1');
        expect(revenue).toBeCloseTo(selfishRevenue(alpha, gamma), 12);
        expect(throughput).toBeCloseTo(selfishThroughput(alpha), 12);
      }
    }
  });

  test('L and LF by the chain of leads are their closed forms, and LF wastes α of all blocks', () => {
    for (const [alpha, gamma] of [
      [0.2, 0.1],
      [0.33, 0.6],
      [0.47, 0.95],
    ] as const) {
      expect(stubbornYield(alpha, gamma, 'L').revenue).toBeCloseTo(leadStubbornRevenue(alpha, gamma), 11);
      const { revenue, throughput } = stubbornYield(alpha, gamma, 'LF');
      expect(revenue).toBeCloseTo(leadEqualForkStubbornRevenue(alpha, gamma), 11);
      expect(throughput).toBeCloseTo(1 - alpha, 12);
    }
  });

  test('every strategy by the chain of leads is what the model of both lengths gives', () => {
    // Leads beyond 60 have a chance below 1e-21, rounds beyond 60 blocks below 1e-7.
    const model = modelOf(0.31, 0.5, 60);
    for (const name of ['SM1', 'L', 'F', 'LF', 'T1', 'LT1', 'FT1', 'LFT1']) {
      const rules = stubbornRules(name);
      const both = yieldOf(
        evaluate(
          policyBy(model, (a, h, fork) => stubbornAction(rules, a, h, fork)),
          model,
        ),
        model,
      );
      const byLeads = stubbornYield(0.31, 0.5, name);
      expect(Math.abs(both.revenue - byLeads.revenue)).toBeLessThan(1e-6);
      expect(Math.abs(both.throughput - byLeads.throughput)).toBeLessThan(1e-6);
    }
  });

  test('errors by the chain of leads are those of the model of both lengths, and of 400 simulations', () => {
    const model = modelOf(0.31, 0.5, 60);
    for (const name of ['L', 'LFT1']) {
      const rules = stubbornRules(name);
      const both = evaluateWithErrors(
        policyBy(model, (a, h, fork) => stubbornAction(rules, a, h, fork)),
        model,
      );
      const byLeads = stubbornYield(0.31, 0.5, name);
      expect(both.revenueError).toBeCloseTo(byLeads.revenueError, 9);
      expect(both.throughputError).toBeCloseTo(byLeads.throughputError, 9);
    }
    const { policy, revenue } = optimalWithholding(0.4, 0.5, { cutOff: 40 });
    const { revenueError } = policyYield(policy, 0.4, 0.5);
    const [runs, blocks] = [400, 10_000];
    let squares = 0;
    for (let run = 0; run < runs; run++) {
      const off = play(policy, blocks, `errors ${run}`) - revenue;
      squares += off * off;
    }
    // The relative standard error of a variance over 400 runs is √(2/400), 7 %.
    expect(Math.abs((squares / runs) * blocks) / (revenueError * revenueError)).toBeGreaterThan(1 - 4 * 0.07);
    expect(Math.abs((squares / runs) * blocks) / (revenueError * revenueError)).toBeLessThan(1 + 4 * 0.07);
    // Honest mining is a binomial share without stale blocks.
    const honest = leadYield(0.3, 0.5, (lead, _fork, clean) => (lead < 0 ? 0 : lead === 1 && clean ? 1 : 3));
    expect(honest.revenueError).toBeCloseTo(Math.sqrt(0.21), 12);
    expect(honest.throughputError).toBeCloseTo(0, 6);
  });

  test('giving up every lead is honest mining', () => {
    const honest = leadYield(0.3, 0.5, (lead, _fork, clean) => (lead < 0 ? 0 : lead === 1 && clean ? 1 : 3));
    expect(honest.revenue).toBeCloseTo(0.3, 12);
    expect(honest.throughput).toBeCloseTo(1, 12);
  });

  test('states sum to 1, and nothing is earned with nothing', () => {
    const { tie, lead } = selfishStates(0.35, 200);
    expect(tie + lead.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
    expect(selfishRevenue(0, 0.7)).toBe(0);
    expect(() => stubbornYield(0.3, 0.5, 'FL')).toThrow('strategy is FL: expected SM1, or one or more of L, F, T1');
  });
});

describe('two selfish pools', () => {
  test('of which one has no power are SM1 with ties that go evenly', () => {
    for (const alpha of [0.15, 0.25]) {
      // What the cut-off leaves out: leads of 9, of a chance of (α/(1−α))⁹.
      const alone = twoSelfishPools(0, alpha);
      expect(Math.abs(alone.second - selfishRevenue(alpha, 0.5))).toBeLessThan(5e-4);
      expect(Math.abs(alone.throughput - selfishThroughput(alpha))).toBeLessThan(1e-3);
      expect(alone.first).toBe(0);
    }
  });

  test('are worse off together than alone when they are small, waste more, and are alike', () => {
    const { first, second, throughput } = twoSelfishPools(0.2, 0.2, 7);
    expect(first).toBeCloseTo(second, 12);
    expect(throughput).toBeLessThan(selfishThroughput(0.2));
    expect(first).toBeLessThan(0.2);
    expect(twoSelfishPools(0.24, 0.24, 7).first).toBeGreaterThan(0.24);
    expect(() => twoSelfishPools(0.4, 0.3)).toThrow('first + second is 0.7');
  });
});
