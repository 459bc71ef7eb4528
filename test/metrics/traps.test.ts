import {
  GIVEN,
  coalitionGap,
  divergence,
  freezeWeights,
  gini,
  group,
  hhi,
  hhiUnbiased,
  isUndefined,
  lorenzCurve,
  nakamotoCoefficient,
  rankedProducers,
  shannonEntropy,
  supermajorityCoefficient,
  theil,
  valueOrNull,
} from '../../src/metrics/index.js';
import type { Weight, Weights } from '../../src/metrics/index.js';
import { equal, weightsOf } from './weights-of.js';

test('ten, nine and one are ranked as numbers and not as text', () => {
  const w = weightsOf([1, 10, 9]);
  expect(nakamotoCoefficient(w)).toBe(2);
  expect(gini(w)).toBe((-2 * 1 + 0 * 9 + 2 * 10) / 60);
});

test('a threshold is not moved by the rounding of ten tenths', () => {
  expect(nakamotoCoefficient(equal(10, 0.1))).toBe(6);
  expect(supermajorityCoefficient(equal(3, 0.1))).toBe(3);
});

test('decimals are compared as the exact binary fractions that they are', () => {
  // 0.1 + 0.2 exceeds 0.3 in binary, so the second half of this total is the smaller by a hair.
  expect(nakamotoCoefficient(weightsOf([0.3, 0.1, 0.2]))).toBe(2);
  expect(nakamotoCoefficient(weightsOf([0.5, 0.25, 0.25]))).toBe(2);
  expect(nakamotoCoefficient(weightsOf([0.5000000000000001, 0.25, 0.25]))).toBe(1);
});

test('stake beyond 2^53 is summed exactly', () => {
  const half = 2n ** 80n;
  expect(nakamotoCoefficient(weightsOf([half, half - 1n, 1n]))).toBe(2);
  expect(nakamotoCoefficient(weightsOf([half + 1n, half - 1n, 1n]))).toBe(1);
});

test('bigint, number and decimal weights mix', () => {
  expect(nakamotoCoefficient(weightsOf([3n, 2, 1]))).toBe(2);
  expect(nakamotoCoefficient(weightsOf([10n ** 20n, 1e20, 0.5]))).toBe(2);
  expect(hhi(weightsOf([1n, 0.5, 0.5]))).toBe(0.375);
});

test('the smallest and the largest double meet without overflow', () => {
  const w = weightsOf([Number.MAX_VALUE, Number.MIN_VALUE]);
  expect(nakamotoCoefficient(w)).toBe(1);
  expect([hhi(w), gini(w)]).toEqual([1, 0.5]);
  expect(shannonEntropy(w)).toBe(0);
  expect(theil(w)).toBeCloseTo(Math.LN2, 15);
});

test.each([
  [-1, '-1'],
  [-1n, '-1'],
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
  ['7' as unknown as number, '7'],
  [null as unknown as number, 'null'],
])('a weight of %p is refused by the name of its producer', (weight, shown) => {
  const w = new Map<string, Weight>([
    ['good', 1],
    ['bad', weight],
  ]);
  for (const metric of [nakamotoCoefficient, hhi, gini, lorenzCurve, (x: Weights) => divergence(x, equal(2))])
    expect(() => metric(w)).toThrow(`"bad" is ${shown}`);
});

test('counts that are not integers are refused by the name of the producer', () => {
  expect(() => hhiUnbiased(new Map([['half', 0.5]]))).toThrow('"half" is 0.5');
});

test('negative zero is no weight, and no result is negative zero', () => {
  const w = weightsOf([-0, 3, -0]);
  expect(nakamotoCoefficient(w)).toBe(1);
  for (const value of [gini(w), shannonEntropy(w), theil(w)]) expect(Object.is(value, 0)).toBe(true);
  const same = divergence(equal(3), equal(3));
  for (const value of [same.kl, same.jsDistance, same.totalVariation, same.maxGain, same.maxLoss])
    expect(Object.is(value, 0)).toBe(true);
});

test('the input is left as it was', () => {
  const entries: [string, Weight][] = [
    ['c', 1],
    ['a', 10],
    ['b', 9n],
  ];
  const w = new Map(entries);
  gini(w, { population: GIVEN });
  divergence(w, w);
  group(w, () => 'all');
  nakamotoCoefficient(freezeWeights(w));
  expect([...w]).toEqual(entries);
});

test('a frozen copy does not follow its source', () => {
  const w = new Map([['a', 1]]);
  const frozen = freezeWeights(w);
  w.set('b', 1);
  expect([frozen.size, hhi(frozen), hhi(w)]).toEqual([1, 1, 0.5]);
});

test('ties are broken by id and not by insertion order', () => {
  const w = new Map([
    ['b', 2],
    ['c', 1],
    ['a', 2],
  ]);
  expect(rankedProducers(w).map(({ producer }) => producer)).toEqual(['a', 'b', 'c']);
  const reversed = new Map([...w].toReversed());
  const expected = new Map([
    ['a', 1],
    ['b', 1],
    ['c', 1],
  ]);
  expect(divergence(reversed, expected)).toEqual(divergence(w, expected));
  expect(divergence(w, expected).mostGained).toBe('a');
});

test('display names are not keys: merging by label is a choice that shows as a gap', () => {
  const w = new Map([
    ['valoper1', 3],
    ['valoper2', 3],
    ['valoper3', 4],
  ]);
  const label = new Map([
    ['valoper1', 'Nodes.Guru'],
    ['valoper2', 'Nodes.Guru'],
  ]);
  expect(group(w, label)).toEqual(
    new Map([
      ['Nodes.Guru', 6],
      ['valoper3', 4],
    ]),
  );
  expect(coalitionGap(w, label, nakamotoCoefficient)).toEqual({ before: 2, after: 1, gap: -1 });
});

test('a lone producer with the name of a coalition is refused', () => {
  const w = new Map([
    ['pool', 1],
    ['miner', 1],
  ]);
  expect(() => group(w, (id) => (id === 'miner' ? 'pool' : undefined))).toThrow('"pool" stands alone');
  expect(group(w, () => 'pool')).toEqual(new Map([['pool', 2]]));
});

test('grouping sums decimals and huge stakes exactly', () => {
  const shares = group(weightsOf([0.1, 0.2, 0.3]), (id) => (id === 'p002' ? 'last' : 'first'));
  expect(nakamotoCoefficient(shares)).toBe(1);
  const stakes = group(weightsOf([2n ** 60n, 1, 2n ** 60n]), (id) => (id === 'p002' ? 'last' : 'first'));
  expect(stakes.get('first')).toBe(2n ** 60n + 1n);
  expect(nakamotoCoefficient(stakes)).toBe(1);
});

test('a population must be stated as a size that holds the active producers', () => {
  expect(() => gini(equal(3), { population: { mode: 'size', size: 2 } })).toThrow('size is 2');
  expect(() => gini(equal(3), { population: { mode: 'size' } })).toThrow('size is undefined');
  expect(() => gini(equal(3), { population: { mode: 'all' as 'given' } })).toThrow('mode is all');
});

test('undefined outcomes are told from numbers', () => {
  const empty = hhi(new Map());
  expect(isUndefined(empty)).toBe(true);
  expect(isUndefined(0)).toBe(false);
  expect([valueOrNull(empty), valueOrNull(0)]).toEqual([null, 0]);
});
