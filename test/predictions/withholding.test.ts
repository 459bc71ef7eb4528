import attackerShare from '../../src/predictions/attacker-share.js';
import withholdingStaleRate from '../../src/predictions/withholding-stale-rate.js';
import type { FinishedRun } from '../../src/predictions/prediction.js';
import { pow } from '../../src/protocols/pow.js';
import type { Fault, World } from '../../src/scenario/world.js';
import { optimalWithholding } from '../../src/theory/optimal-withholding.js';
import { effectiveAlpha, selfishRevenue, selfishThroughput } from '../../src/theory/selfish-mining.js';
import { stubbornYield } from '../../src/theory/stubborn-mining.js';
import { specOf, worldWith } from '../fixtures/world.js';

/** A run of a coalition of node 0, with 35 of 100 of the power, that ended with 6,000 main-chain and 4,000 stale blocks. */
function finished(params: object, parts: Partial<World> = {}, fault: Partial<Fault> = {}): FinishedRun {
  const faults = [{ behaviour: 'selfish-mining', params, nodes: { ids: [0] }, at: 0, until: null, ...fault } as Fault];
  const world = worldWith(2, {
    network: { latency: { kind: 'constant', delay: 0 } },
    ...parts,
    faults,
  } as Partial<World>);
  const row = { scheduled: 0, produced: 0, reward: 0 };
  return {
    spec: specOf(pow, world, { interval: '10 s' }),
    columns: { blocks_canonical: 6000, blocks_stale: 4000, stale_rate: 0.4, attacker_share: 0.4 },
    producers: [
      { producer: 'a', weight: 35, canonical: 2400, ...row },
      { producer: 'b', weight: 65, canonical: 3600, ...row },
    ],
    faulty: [0],
  };
}

const sm1 = { kind: 'sm1' };

describe('what theory says of a coalition that keeps blocks back', () => {
  test('by SM1: share and stale rate, with their errors', () => {
    const run = finished({ strategy: sm1, gamma: { explicit: 0.5 } });
    const share = attackerShare.predict(run);
    expect(share).toMatchObject({ measured: 0.4, modelError: 0 });
    // Measured over 300 simulations of 20,000 blocks as 0.88 ± 0.04 over the root of the blocks.
    expect(share).toHaveProperty('standardError', expect.closeTo(0.00965, 5));
    expect(share).toHaveProperty('expected', expect.closeTo(selfishRevenue(0.35, 0.5), 12));
    const stale = withholdingStaleRate.predict(run);
    expect(stale).toHaveProperty('expected', expect.closeTo(1 - selfishThroughput(0.35), 12));
    expect(stale).toHaveProperty('measured', 0.4);
  });

  test('by a stubborn strategy, at the γ that delays make, or at none', () => {
    const strategy = { kind: 'stubborn', lead: true, equalFork: false, trail: 1 };
    const byDelays = attackerShare.predict(finished({ strategy, gamma: { delays: 0.25 } }));
    expect(byDelays).toHaveProperty('expected', expect.closeTo(stubbornYield(0.35, 0.25, 'LT1').revenue, 12));
    const firstSeen = attackerShare.predict(finished({ strategy: sm1 }));
    expect(firstSeen).toHaveProperty('expected', expect.closeTo(selfishRevenue(0.35, 0), 12));
    expect(attackerShare.predict(finished({ strategy: { kind: 'honest' } }))).toHaveProperty('expected', 0.35);
  });

  test('by the optimal policy, solved for it or read from a table', () => {
    const { policy, revenue } = optimalWithholding(0.35, 0.5, { cutOff: 40 });
    const gamma = { explicit: 0.5 };
    const optimal = attackerShare.predict(finished({ strategy: { kind: 'optimal', cutOff: 40 }, gamma }));
    expect(optimal).toHaveProperty('expected', expect.closeTo(revenue, 12));
    const tabled = attackerShare.predict(finished({ strategy: { kind: 'table', policy }, gamma }));
    expect(tabled).toHaveProperty('expected', expect.closeTo(revenue, 12));
  });

  test('delay between honest miners is the error of the model', () => {
    const network = { ...worldWith(2).network, latency: { kind: 'constant', delay: 200_000 } };
    const late = attackerShare.predict(finished({ strategy: sm1, gamma: { explicit: 0 } }, { network }));
    // x = 0.02: honest miners lose 0.02/1.02 of their blocks.
    const counted = effectiveAlpha(0.35, 0.02 / 1.02);
    const error = selfishRevenue(counted, 0) - selfishRevenue(0.35, 0);
    expect(late).toHaveProperty('modelError', expect.closeTo(error, 12));
  });

  test.each([
    [{ kind: 'stubborn', lead: false, equalFork: false, trail: 3 }, {}, 'the exact chain is of a trail of at most one'],
    [
      { kind: 'table', policy: { ...optimalWithholding(0.35, 0.5, { cutOff: 20 }).policy, tieBreaking: 'uniform' } },
      {},
      'the policy was made for other ties than those of first-seen miners',
    ],
    [sm1, { at: 5 }, 'an attack does not last the whole run'],
  ])('%#: it says why there is nothing to say', (strategy, fault, why) => {
    expect(attackerShare.predict(finished({ strategy, gamma: { explicit: 1 } }, {}, fault))).toEqual({ why });
  });

  test('of another behaviour there is nothing at all', () => {
    expect(attackerShare.predict(finished({}, {}, { behaviour: 'silent' } as Partial<Fault>))).toBeUndefined();
  });
});
