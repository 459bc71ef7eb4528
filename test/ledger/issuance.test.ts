import type { Economy } from '../../src/contract.js';
import { inflationOf, rewardAt } from '../../src/ledger/issuance.js';
import { coinsAtGenesis, countedStakes, identitiesOf, sumOf } from '../../src/ledger/stake-weight.js';

const economy = (parts: Partial<Economy>): Economy => ({ reward: 0, compound: true, ...parts });

describe('a geometric reward', () => {
  const geometric = { total: 10, blocks: 100 };

  test('makes the coins at genesis 1 + R times as many, every block the same part of all', () => {
    let coins = 3;
    const parts: number[] = [];
    for (let height = 1; height <= 100; height++) {
      const reward = rewardAt(economy({ geometric }), height, 3);
      parts.push(reward / (coins + reward));
      coins += reward;
    }
    expect(coins).toBeCloseTo(33, 10);
    // θ = 1 − (1 + R)^(−1/n), by logarithms to the base 2.
    const theta = 1 - 2 ** (-Math.log2(11) / 100);
    for (const part of parts) expect(part).toBeCloseTo(theta, 12);
  });

  test('is nothing once its blocks are made', () => {
    expect(rewardAt(economy({ geometric }), 101, 3)).toBe(0);
  });
});

describe('inflation', () => {
  test('is so many coins, or what makes a rate over so many blocks', () => {
    expect(inflationOf(economy({ inflation: { coins: 0.5 } }), 7)).toBe(0.5);
    expect(inflationOf(economy({}), 7)).toBe(0);
    let coins = 8;
    for (let block = 0; block < 12; block++)
      coins += inflationOf(economy({ inflation: { rate: 0.25, blocks: 12 } }), coins);
    expect(coins).toBeCloseTo(10, 12);
  });
});

describe('stakes that count by their root or logarithm', () => {
  test('grow with the number of identities, linear ones do not', () => {
    const splits = [{ owner: 0, identities: 4, cost: 0 }];
    expect([...countedStakes([16, 16], 'linear', splits)]).toEqual([16, 16]);
    // √: k identities count √k times as much.
    expect([...countedStakes([16, 16], 'sqrt', splits)]).toEqual([8, 4]);
    const [split, whole] = countedStakes([16, 16], 'log', splits);
    expect([split, whole]).toEqual([4 * Math.log(5), Math.log(17)].map((x) => expect.closeTo(x, 12)));
  });

  test('are of the coins that identities leave, and nobody can pay for more than it has', () => {
    const weights = [16, 16];
    const taxed = economy({ splits: [{ owner: 1, identities: 4, cost: 0.5 }] });
    expect(coinsAtGenesis({ weights, economy: taxed })).toEqual([16, 14]);
    expect([...identitiesOf({ weights, economy: taxed })]).toEqual([1, 4]);
    const ruined = economy({ splits: [{ owner: 1, identities: 40, cost: 0.5 }] });
    expect(() => coinsAtGenesis({ weights, economy: ruined })).toThrow(/node 1 cannot pay/);
    expect(sumOf([1, 2, 3.5])).toBe(6.5);
  });
});
