import { gasper } from '../../src/protocols/gasper.js';
import { exAnteReorgShare } from '../../src/theory/ex-ante-reorg.js';
import { fault, SECOND, runSpec, registryWith } from '../fixtures/run-words.js';
import { simulate } from '../../src/scenario/simulate.js';

const SLOT = 12 * SECOND;

function attacked(behaviour: string, ids: readonly number[], nodes: number, slots: number, proposerBoost: number) {
  const spec = runSpec({
    protocol: gasper,
    nodes,
    params: { validators: 3200, proposerBoost },
    faults: [fault(behaviour, { ids: [...ids] })],
    network: { latency: { kind: 'constant', delay: 500_000 } },
    stop: { time: slots * SLOT, events: 20_000_000 },
  });
  return simulate(spec, { registry: registryWith(gasper), key: 'test', tree: false });
}

describe('ex-ante reorg', () => {
  test.each([0, 40])('with a boost of %i %% it pushes out whatever it attacks', (boost) => {
    const { columns, verdicts } = attacked('ex-ante-reorg', [0, 1, 2], 10, 300, boost);
    const attempts = Number(columns['ex_ante_attempts']);
    expect(attempts).toBeGreaterThan(5);
    expect(columns['ex_ante_reorgs']).toBe(attempts);
    expect(Math.abs(Number(columns['z_ex_ante_reorg_share']))).toBeLessThan(4);
    expect(verdicts).toMatchObject({ agreement: { is: 'holds' }, 'no-equivocation': { is: 'holds' } });
  });

  test('a boost of all of a committee leaves a coalition of a tenth nothing', () => {
    const { columns } = attacked('ex-ante-reorg', [0], 10, 300, 100);
    expect(columns['ex_ante_attempts']).toBe(0);
  });
});

describe('its share by theory', () => {
  const chain = { validators: 320_000, own: 96_000, slotsPerEpoch: 32 };

  test('is α^k for the least k with kα above the boost, with large committees', () => {
    expect(exAnteReorgShare({ ...chain, boost: 0 })).toBeCloseTo(0.3, 9);
    expect(exAnteReorgShare({ ...chain, boost: 0.4 })).toBeCloseTo(0.09, 9);
    expect(exAnteReorgShare({ ...chain, boost: 0.7 })).toBeCloseTo(0.027, 9);
    expect(exAnteReorgShare({ ...chain, own: 32_000, boost: 0.4 })).toBeCloseTo(1e-5 + 0.5 * (1e-4 - 1e-5), 6);
  });

  test('one validator of two in each slot: by hand', () => {
    // Two slots of one validator each, of which one is own: no run of one slot outweighs a boost of a whole vote.
    expect(exAnteReorgShare({ validators: 2, own: 1, slotsPerEpoch: 2, boost: 0 })).toBeCloseTo(0.25 * 0.5, 12);
    expect(exAnteReorgShare({ validators: 2, own: 1, slotsPerEpoch: 2, boost: 1 })).toBe(0);
  });
});

describe('balancing', () => {
  test('without a boost nothing is final, with the boost hardly a slot is level', () => {
    const open = attacked('balancing', [0, 1, 2, 3], 20, 150, 0);
    expect(open.columns['decisions']).toBe(0);
    expect(Number(open.columns['balancing_slots_share'])).toBeGreaterThan(0.9);
    expect(Number(open.columns['balancing_votes'])).toBeLessThan(6);
    const closed = attacked('balancing', [0, 1, 2, 3], 20, 150, 40);
    expect(Number(closed.columns['decisions'])).toBeGreaterThan(30);
    expect(Number(closed.columns['balancing_longest_slots'])).toBeLessThan(10);
    for (const { verdicts } of [open, closed]) {
      for (const judge of ['agreement', 'no-equivocation']) expect(verdicts[judge]!.is).not.toBe('violated');
    }
  });
});

describe('withheld attestations', () => {
  const EPOCH = 8 * 6 * SECOND;

  /** Of ten equal nodes the first so many keep theirs back for a time, or for ever. */
  function withheld(members: number, held?: string) {
    const params = held === undefined ? {} : { for: held };
    const spec = runSpec({
      protocol: gasper,
      nodes: 10,
      params: { slot: '6 s', slotsPerEpoch: 8, validators: 320, inactivityPenaltyQuotient: 'none' },
      faults: [fault('withhold-attestations', { ids: Array.from({ length: members }, (_, id) => id) }, { params })],
      stop: { time: 16 * EPOCH - 1, events: 5_000_000 },
    });
    const { columns, verdicts } = simulate(spec, { registry: registryWith(gasper), key: 'test', tree: false });
    expect(verdicts['agreement']!.is).not.toBe('violated');
    return columns;
  }

  test('of three tenths, for ever: what is left is two thirds, but two epochs later', () => {
    // The last slot's votes of an epoch stand in the next one at the earliest: 7/8 of 0.7 are not two thirds, as 7/8 of all are.
    // Then an epoch is justified at the end of the next, its votes name the one two before it as source, and finality is by
    // three epochs in a row.
    expect(withheld(0)['decisions']).toBe(13 * 8);
    expect(withheld(3)['decisions']).toBe(11 * 8);
  });

  test('of four tenths: nothing is final for ever, or if they come after two epochs; if they come in time all is', () => {
    const never = withheld(4);
    expect([never['decisions'], never['withheld_votes_shown']]).toEqual([0, 0]);
    // Every epoch 128 of 320; what the first slot, of genesis, has of them is not voted.
    expect(Number(never['withheld_votes'])).toBeGreaterThan(15 * 128);
    expect(Number(never['withheld_votes'])).toBeLessThanOrEqual(16 * 128);
    const late = withheld(4, '96 s');
    expect(late['decisions']).toBe(0);
    expect(Number(late['withheld_votes_shown'])).toBeGreaterThan(13 * 128);
    expect(withheld(4, '36 s')['decisions']).toBe(11 * 8);
    expect(withheld(4, '6 s')['decisions']).toBe(13 * 8);
  });
});
