import { options } from '../../../src/ledger/gasper/options.js';
import {
  baseRewardPerEth,
  ETH,
  HEAD,
  proposerReward,
  Registry,
  SOURCE,
  TARGET,
} from '../../../src/ledger/gasper/registry.js';

const N = 100;
const ALL = SOURCE | TARGET | HEAD;
const flags = (voters: number, n = N) => Uint8Array.from({ length: n }, (_, i) => (i < voters ? ALL : 0));
const spec = options.parse({});

/** Epochs 1, 2, … end, with the first validators voting. */
function lived(epochs: number, voters: number, isLeaking: (epoch: number) => boolean, params = spec): Registry {
  let registry = Registry.genesis(N);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    registry = registry.settle(epoch, flags(voters), { isLeaking: isLeaking(epoch), rewards: [] }, params);
  }
  return registry;
}

describe('rewards', () => {
  test('with all votes in time, an epoch pays 54/64 of the base rewards', () => {
    const perEth = baseRewardPerEth(N * 32);
    expect(perEth).toBe(Math.floor(64e9 / Math.floor(Math.sqrt(N * 32e9))));
    const each = [14, 26, 14].reduce((sum, weight) => sum + Math.floor((32 * perEth * weight) / 64), 0);
    expect([...lived(10, N, () => false).balances]).toEqual(new Array<number>(N).fill(32e9 + 10 * each));
  });

  test('who votes for nothing pays source and target, and the others earn by the share that voted', () => {
    const perEth = baseRewardPerEth(N * 32);
    const { balances } = lived(1, 75, () => false);
    const lost = Math.floor((32 * perEth * 14) / 64) + Math.floor((32 * perEth * 26) / 64);
    expect(balances[99]).toBe(32e9 - lost);
    const won = [14, 26, 14].reduce((sum, weight) => sum + Math.floor((0.75 * 32 * perEth * weight) / 64), 0);
    expect(balances[0]).toBe(32e9 + won);
  });

  test("a proposer's part is an eighth of all: 8 of 64 to 54 + 2 of sync committees", () => {
    const perEth = 1000;
    const weighted = 54 * 32 * N;
    expect(proposerReward(weighted, perEth)).toBe(Math.floor((weighted * perEth * 8) / 56 / 64));
  });
});

describe('the leak', () => {
  test('scores grow by 4 an epoch, and go back by 1 for a vote and by 16 once there is finality', () => {
    const leaking = lived(50, 50, () => true);
    expect([leaking.scores[0], leaking.scores[99]]).toEqual([0, 200]);
    const after = leaking.settle(51, flags(N), { isLeaking: false, rewards: [] }, spec);
    expect(after.scores[99]).toBe(200 - 1 - 16);
    expect(lived(50, 50, () => false).scores[99]).toBe(0);
  });

  test('balances of the absent fall as exp(−t²/2^25) says, and those of the others stay', () => {
    // Many, so that what is lost for missed votes, which falls with the root of their number, is little beside the leak.
    const n = 1000;
    const epochs = 3000;
    let registry = Registry.genesis(n);
    let missed = 0;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      missed += (registry.effective[n - 1]! * baseRewardPerEth(registry.total(epoch)) * 40) / 64;
      registry = registry.settle(epoch, flags(n / 2, n), { isLeaking: true, rewards: [] }, spec);
    }
    const decay = Math.exp(-(epochs * epochs) / 33_554_432);
    const leaked = 32e9 - registry.balances[n - 1]! - missed;
    // What is missed does not leak any more; effective balances go in steps of 1 ETH, and a quarter late, which is 1 %.
    expect(Math.abs(leaked / (32e9 * (1 - decay)) - 1)).toBeLessThan(missed / 32e9 + 0.01);
    expect(registry.balances[0]).toBe(32e9);
  });

  test('with half of the stake absent, ejection at 16.75 ETH ends it after some 4,660 epochs, before balances would by 4,820', () => {
    const n = 1000;
    let registry = Registry.genesis(n);
    let epoch = 0;
    let missed = 0;
    while (registry.exits[n - 1] === Infinity && epoch < 6000) {
      epoch++;
      missed += (registry.effective[n - 1]! * baseRewardPerEth(registry.total(epoch)) * 40) / 64;
      registry = registry.settle(epoch, flags(n / 2, n), { isLeaking: true, rewards: [] }, spec);
    }
    // 32 ETH · exp(−t²/2^25) is 16.75 ETH at t = √(2^25 ln(32/16.75)), and half, so that the others are two thirds, at √(2^25 ln 2).
    const closed = (end: number) => Math.sqrt(33_554_432 * Math.log(32 / end));
    expect([Math.round(closed(16.75)), Math.round(closed(16))]).toEqual([4661, 4823]);
    // What is missed comes on top and brings it forward; steps and their quarter, as above, put it off, by 1 % at most.
    expect(epoch).toBeGreaterThan(closed(16.75 + missed / 1e9) * 0.99);
    expect(epoch).toBeLessThan(closed(16.75) * 1.01);
    expect(registry.balances[n - 1]! / 1e9).toBeLessThan(16.75);
    expect(registry.effective[n - 1]).toBe(16);
  });

  test('exactly: each epoch takes effective · score / (4 · quotient)', () => {
    const params = options.parse({ inactivityPenaltyQuotient: 4096 });
    let [balance, effective] = [32e9, 32];
    const perEpoch = (registry: Registry) => [registry.balances[99], registry.effective[99]];
    let registry = Registry.genesis(N);
    for (let epoch = 1; epoch <= 60; epoch++) {
      const total = 50 * 32 + 50 * effective;
      const perEth = Math.floor(64e9 / Math.floor(Math.sqrt(total * 1e9)));
      balance -= Math.floor((effective * perEth * 14) / 64) + Math.floor((effective * perEth * 26) / 64);
      balance -= Math.floor((effective * 1e9 * 4 * epoch) / (4 * 4096));
      if (balance + 0.25e9 < effective * 1e9) effective = Math.floor(balance / 1e9);
      registry = registry.settle(epoch, flags(50), { isLeaking: true, rewards: [] }, params);
      expect(perEpoch(registry)).toEqual([balance, effective]);
    }
  });

  test('whose effective balance has fallen to 16 ETH leaves, four an epoch at most', () => {
    const params = options.parse({ inactivityPenaltyQuotient: 1024 });
    let registry = Registry.genesis(N);
    let epoch = 0;
    while (registry.active(Infinity).length === 0 && registry.exits.every((exit) => exit === Infinity)) {
      epoch++;
      registry = registry.settle(epoch, flags(50), { isLeaking: true, rewards: [] }, params);
    }
    expect(registry.effective[99]).toBeGreaterThan(15);
    registry = registry.settle(epoch + 1, flags(50), { isLeaking: true, rewards: [] }, params);
    const gone = (at: number) => N - registry.active(at).length;
    expect([gone(epoch + 4), gone(epoch + 5), gone(epoch + 6), gone(epoch + 17), gone(epoch + 40)]).toEqual([
      0, 4, 8, 50, 50,
    ]);
  });
});

describe('slashing', () => {
  const params = options.parse({ slashingsVector: 16 });

  test('takes a thirty-second at once, a part of which goes to who proved it, and the validator leaves', () => {
    const registry = Registry.genesis(N).slash([7], 3, 0, params);
    expect(registry.balances[7]).toBe(31e9);
    expect(registry.balances[0]).toBe(32e9 + Math.floor(32e9 / 512));
    expect(registry.isSlashable(7, 4)).toBe(false);
    expect([registry.active(7).length, registry.active(8).length]).toEqual([N, N - 1]);
    // Its vote is no longer counted, while the total still holds it.
    expect([registry.total(4), registry.total(4, flags(N), TARGET)]).toEqual([3200, 3168]);
  });

  test.each([1, 10, 20, 33, 50])(
    'half a vector later each of %i slashed of 100 pays three times their share',
    (count) => {
      const guilty = Array.from({ length: count }, (_, i) => i);
      let registry = Registry.genesis(N).slash(guilty, 3, 99, params);
      const pay = (epoch: number) => {
        const before = registry.balances[0]!;
        registry = registry.settle(epoch, new Uint8Array(N), { isLeaking: false, rewards: [] }, params);
        return (before - registry.balances[0]!) / ETH;
      };
      for (let epoch = 3; epoch < 3 + 8; epoch++) expect(pay(epoch)).toBeLessThan(0.1);
      // They leave from epoch 8 on, four at a time: four times until epoch 11. The share is of those who are active.
      const share = Math.min(1, (3 * count) / (N - Math.min(count, 16)));
      const effective = registry.effective[0]!;
      const penalty = Math.floor(effective * share);
      const atLast = pay(3 + 8);
      expect(atLast).toBeGreaterThan(Math.min(penalty - 1e-6, 30.9));
      expect(atLast).toBeLessThan(penalty + 0.1);
    },
  );
});
