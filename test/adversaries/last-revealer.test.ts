import seedrandom from 'seedrandom';
import { NonceChoices, type NonceChoice } from '../../src/adversaries/nonce-choices.js';
import { gasper } from '../../src/protocols/gasper.js';
import { praos } from '../../src/protocols/praos.js';
import { posLots } from '../../src/protocols/pos-lots.js';
import { randaoBest, randaoGain, randaoOneStep } from '../../src/theory/committees.js';
import { praosLeads } from '../../src/theory/stake-lotteries.js';
import { simulate } from '../../src/scenario/simulate.js';
import { assembled, carryOut, fault, runSpec, type RunWords, SECOND as S } from '../fixtures/run-words.js';
import { registry, run, worldWith } from '../fixtures/world.js';

/** A coalition of two with this share between them, against seven others. */
function columnsOf(share: number, options: Record<string, unknown>, params: object, span = {}) {
  const values = [share / 2, share / 2, ...new Array<number>(7).fill((1 - share) / 7)];
  const world = worldWith(9, {
    nodes: { count: 9, weights: { kind: 'list', values }, regions: { shares: { everywhere: 1 } } },
    network: { latency: { kind: 'constant', delay: 1000 } },
    faults: [fault('last-revealer', { ids: [0, 1] }, { ...span, params: options })],
    stop: { time: 40_000 * S, blocks: 1e6 },
  });
  return run(praos, world, { params: { f: 0.3, k: 50, epochSlots: 60, frozenSlots: 20, ...params } });
}

describe('the last revealer', () => {
  test.each([
    [0.3, 4],
    [0.6, 8],
  ])('with a share %d, holding for %d slots, gains the best of 2^k outcomes at each choice', (share, hold) => {
    const { columns, verdicts } = columnsOf(share, { hold }, {});
    expect(verdicts['validity']).toEqual({ is: 'holds' });
    expect(columns['last_revealer_choices']).toBeGreaterThan(100);
    expect(Math.abs(columns['z_last_revealer_gain'] as number)).toBeLessThan(4);
    // Far from no gain at all.
    const error = columns['last_revealer_gain_se'] as number;
    expect(columns['theory_last_revealer_gain'] as number).toBeGreaterThan(3 * error);
  });

  test('makes as many blocks as by the rules where there is nothing to choose', () => {
    // The last slot before the nonce is the only one that it holds back for, and no epoch ends within the run.
    const { columns } = columnsOf(0.3, { hold: 1 }, { epochSlots: 100_000, frozenSlots: 1 });
    expect(columns['last_revealer_choices']).toBe(0);
    const blocks = columns['blocks_canonical'] as number;
    const share = columns['last_revealer_share'] as number;
    const error = 4 * Math.sqrt(0.21 / blocks);
    // Of the slots that both sides lead it may win none or all.
    const [own, others] = [praosLeads(0.3, 0.3), praosLeads(0.3, 0.7)];
    expect(share).toBeGreaterThan((own * (1 - others)) / 0.3 - error);
    expect(share).toBeLessThan(own / 0.3 + error);
  });

  test('works for a while and goes back to the rules', () => {
    const { columns } = columnsOf(0.3, { hold: 4 }, {}, { at: 10_000 * S, until: 20_000 * S });
    expect(columns['last_revealer_choices']).toBeGreaterThan(10);
    expect(Math.abs((columns['last_revealer_share'] as number) - 0.3)).toBeLessThan(0.03);
  });

  test('is refused where no nonce is made from blocks', () => {
    expect(() => columnsOf(0.3, {}, { randomness: 'block', frozenSlots: undefined })).toThrow('last-revealer needs');
    expect(() => run(posLots, worldWith(3, { faults: [fault('last-revealer', { ids: [0] })] }))).toThrow(
      'last-revealer needs slots drawn by a nonce',
    );
  });
});

describe("the last revealer of Gasper's RANDAO", () => {
  const SLOTS_PER_EPOCH = 16;

  /** Of 400 validators the coalition has 80; slots last 4 s. */
  function gasperWith(options: Record<string, unknown>, epochs: number) {
    const words: RunWords = {
      protocol: gasper,
      weights: [0.1, 0.1, 0.2, 0.2, 0.2, 0.2],
      params: { slot: '4 s', slotsPerEpoch: SLOTS_PER_EPOCH, validators: 400 },
      faults: [fault('last-revealer', { ids: [0, 1] }, { params: options })],
      network: { latency: { kind: 'constant', delay: 50_000 } },
      stop: { time: epochs * SLOTS_PER_EPOCH * 4 * S - 1, events: 20_000_000 },
    };
    return words;
  }

  test('gains the best of 2^k outcomes at each choice, and by one step of greed in each epoch', () => {
    const epochs = 300;
    const { columns, verdicts } = simulate(runSpec(gasperWith({}, epochs)), { registry, key: 'test', tree: false });
    expect(verdicts).toMatchObject({ agreement: { is: 'holds' }, liveness: { is: 'holds' } });
    const choices = Number(columns['last_revealer_choices']);
    // A tail has k slots with probability (1 − a) a^k, a little more often by what it gains.
    expect(Math.abs(choices - 0.2 * epochs)).toBeLessThan(4 * Math.sqrt(0.16 * epochs) + 0.03 * epochs);
    expect(Math.abs(Number(columns['z_last_revealer_gain']))).toBeLessThan(4);
    // Far from no gain at all.
    const error = Number(columns['last_revealer_gain_se']);
    expect(Number(columns['theory_last_revealer_gain'])).toBeGreaterThan(3 * error);
    const perEpoch = (Number(columns['last_revealer_gain']) * choices) / epochs;
    // Most of the variance is that of the tails: less than E(gain²), and no choice gains as much as 3 slots of mean.
    expect(Math.abs(perEpoch - randaoOneStep(0.2, SLOTS_PER_EPOCH))).toBeLessThan(4 * Math.sqrt((0.2 * 9) / epochs));
    expect(columns['last_revealer_lost']).toBe(0);
  });

  test('leads as often as it foresaw, and makes no block in the slots that it leaves out', () => {
    const words = gasperWith({}, 150);
    const foreseen = new Map<number, number>();
    const world = assembled(words);
    const led = new Map<number, number>();
    const minted = new Set<number>();
    world.host.outputs.add({
      onMint: (time) => void minted.add(Math.floor(time / (4 * S))),
      onEnterView(_time, node, _height, slot, leader) {
        if (node !== 5 || leader > 1) return;
        const epoch = Math.floor(slot / SLOTS_PER_EPOCH);
        led.set(epoch, (led.get(epoch) ?? 0) + 1);
      },
    });
    const left = new Set<number>();
    const { value: choose } = Object.getOwnPropertyDescriptor(NonceChoices.prototype, 'best') as {
      value: (choice: NonceChoice<unknown>) => readonly unknown[];
    };
    NonceChoices.prototype.best = function <T>(this: NonceChoices, choice: NonceChoice<T>): readonly T[] {
      const used = choose.call(this, choice as NonceChoice<unknown>) as readonly T[];
      const slots = choice.turns as readonly number[];
      foreseen.set(Math.floor(slots[0]! / SLOTS_PER_EPOCH) + 2, choice.ledWith(used));
      for (const slot of slots) if (!(used as readonly unknown[]).includes(slot)) left.add(slot);
      return used;
    };
    try {
      carryOut(world, words);
    } finally {
      Object.defineProperty(NonceChoices.prototype, 'best', { value: choose, writable: true, configurable: true });
    }
    const seen = [...foreseen].filter(([epoch]) => epoch < 150);
    expect(seen.length).toBeGreaterThan(20);
    for (const [epoch, slots] of seen) expect([epoch, led.get(epoch) ?? 0]).toEqual([epoch, slots]);
    expect(left.size).toBeGreaterThan(10);
    for (const slot of left) expect(minted.has(slot)).toBe(false);
    // Everybody else's slots, and those it uses, have a block.
    expect(minted.size).toBe(150 * SLOTS_PER_EPOCH - 1 - left.size);
  });
});

test('the best of 2^k outcomes has the mean and variance of a trial', () => {
  const [a, k, slots, trials] = [0.2, 2, 32, 20_000];
  const random = seedrandom.alea('best outcome');
  const won = () => Array.from({ length: slots }, () => random() < a).filter(Boolean).length;
  const best = Array.from({ length: trials }, () => Math.max(won(), won() - 1, won() - 1, won() - 2));
  const mean = best.reduce((sum, value) => sum + value, 0) / trials;
  const variance = best.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / trials;
  const theory = randaoBest(a, k, slots);
  expect(randaoGain(a, k, slots)).toBeCloseTo(1.509033658, 8);
  expect(theory.mean - slots * a).toBeCloseTo(1.509033658, 8);
  expect(Math.abs(mean - theory.mean)).toBeLessThan(4 * Math.sqrt(variance / trials));
  expect(Math.abs(variance - theory.variance)).toBeLessThan(4 * variance * Math.sqrt(2 / trials));
});
