import {
  GIVEN,
  binomialRange,
  bootstrap,
  concentrationRatio,
  custom,
  divergence,
  gibratSlope,
  gini,
  hhi,
  hhiPoints,
  isUndefined,
  maxPowerRatio,
  nakamotoCoefficient,
  nakamotoInterval,
  shannonEntropy,
  shapleyShubik,
  tauIndex,
  theil,
  timeToCentralize,
  turnover,
  unattributedInterval,
  windowed,
} from '../../src/metrics/index.js';
import type { ProductionEvent, Undefined, Weights } from '../../src/metrics/index.js';
import { checkAll, expectClose } from './reference-checks.js';
import { alea } from './random.js';
import { cosmosMonth, dataFolder, readExpected, readTable, selection } from './reference-data.js';
import { defined, weightsOf } from './weights-of.js';

const describeIfPresent = dataFolder === undefined ? describe.skip : describe;
const expected = dataFolder === undefined ? {} : readExpected();

const population = GIVEN;
const caseNames = (name: string) => (dataFolder === undefined ? ['absent'] : Object.keys(expected[name]));

describeIfPresent('metrics of published and synthetic distributions (skipped where the tables are absent)', () => {
  test.each(caseNames('synthetic'))('the synthetic vector %s has the expected metrics', (name) => {
    const { input, metrics, ...rest } = expected.synthetic[name];
    const w = weightsOf(input.map((value: number | string) => (typeof value === 'string' ? BigInt(value) : value)));
    checkAll(w, metrics ?? rest);
  });

  test.each(caseNames('real'))('the published selection %s has the expected metrics', (name) => {
    const { metrics, ...rest } = expected.real[name];
    const w = selection(name);
    checkAll(w, metrics);
    const range = rest['nakamotoRange_binomial_0.05'];
    if (range !== undefined) expect(binomialRange(w)).toMatchObject(range);
    if (rest.nakamotoSplitBracket_approx !== undefined)
      expect(nakamotoInterval(w, { rng: alea(name) })).toMatchObject(rest.nakamotoSplitBracket_approx);
  });

  test('Shapley-Shubik power over a year of Bitcoin blocks sums to 1 and agrees for the top five', () => {
    const { shapleyShubik_majority: wanted } = expected.real.bitcoin_edi_2023;
    const powers = [...(shapleyShubik(selection('bitcoin_edi_2023')) as ReadonlyMap<string, number>).values()];
    powers.sort((a, b) => b - a);
    wanted.top5.forEach((power: number, i: number) => expectClose(powers[i]!, power, `power ${i}`));
    expect(powers.reduce((sum, power) => sum + power, 0)).toBeCloseTo(1, 12);
  });

  test('a bootstrap over a week of blocks agrees with the expected percentiles within three percent', () => {
    const name = 'bitcoin_edi_7d_2022-11-15..21';
    const w = selection(name);
    const wanted = expected.real[name].bootstrap_approx;
    const metrics = { hhi, shannonBits: shannonEntropy, maxShare: maxPowerRatio, gini_population: giniOfGiven };
    for (const [key, metric] of Object.entries(metrics)) {
      const result = bootstrap(w, (counts) => metric(counts), { resamples: 500, rng: alea(key) });
      if (isUndefined(result)) throw new Error(key);
      [result.low, result.median, result.high].forEach((value, i) =>
        expect(Math.abs(value! / wanted[key][i] - 1)).toBeLessThan(0.03),
      );
    }
  });

  test('unattributed mass widens the coefficient to the expected interval', () => {
    const { cases } = expected.unattributedBounds;
    const bitcoin = new Map(selection('bitcoin_node_2021'));
    const unknown = bitcoin.get('unknown')!;
    bitcoin.delete('unknown');
    expect(unattributedInterval(bitcoin, unknown)).toEqual([cases.bitcoin_node_2021.low, cases.bitcoin_node_2021.high]);
    for (const { known, u, low, high } of [cases.synthetic_40_30_u30, cases.synthetic_20_20_u60])
      expect(unattributedInterval(weightsOf(known), u)).toEqual([low, high]);
  });

  test.each(caseNames('divergence').filter((name) => name !== 'bitcoin_attribution_2023'))(
    'the divergence %s is as expected',
    (name) => {
      const wanted = expected.divergence[name];
      const side = (key: unknown) => {
        if (Array.isArray(key)) return weightsOf(key);
        return String(key).startsWith('bitcoin') ? selection(String(key)) : cosmosMonth(String(key));
      };
      const report = divergence(side(wanted.p), side(wanted.q));
      expectClose(report.kl, wanted.klBits, 'kl');
      expectClose(report.klReverse, wanted.klBits_reverse, 'klReverse');
      expectClose(report.jsBits, wanted.jsBits, 'jsBits');
      expectClose(report.jsDistance, wanted.jsDistance, 'jsDistance');
      expectClose(report.totalVariation, wanted.totalVariation, 'totalVariation');
      expectClose(report.hellinger, wanted.hellinger, 'hellinger');
      expectClose(report.maxGain, wanted.maxShareGain, 'maxGain');
      expectClose(report.maxLoss, wanted.maxShareLoss, 'maxLoss');
      expect(report.zeroWeightProducers).toHaveLength(wanted.support_only_p);
      expect(report.silentProducers).toHaveLength(wanted.support_only_q);
    },
  );

  test('two attributions of the same blocks differ as expected', () => {
    const wanted = expected.divergence.bitcoin_attribution_2023;
    for (const [source, name] of [['edi', 'bitcoin_edi_2023'] as const, ['node', 'bitcoin_node_2023'] as const]) {
      const w = selection(name);
      expect(nakamotoCoefficient(w)).toBe(wanted[`${source}_nakamoto`]);
      expectClose(hhiPoints(w), wanted[`${source}_hhiPoints`], source);
      expectClose(gini(w), wanted[`${source}_gini_active`], source);
    }
  });

  test('monthly windows of Bitcoin have the expected metrics under every population rule', () => {
    const { file, points } = expected.series_bitcoin_monthly_2021_2026;
    const { months, events } = monthly(file);
    const nearby = (windows: number) =>
      windowed(events, { size: 1, unit: 'slots', population: { mode: 'nearby', windows } }).windows;
    const [own, near, all] = [nearby(0), nearby(1), windowed(events, { size: 1, unit: 'slots', population }).windows];
    for (const wanted of points) {
      const i = months.indexOf(wanted.month);
      const { counts, blocks } = own[i]!;
      expect(blocks).toBe(wanted.blocks);
      expect(counts.size).toBe(wanted.active);
      expect(nakamotoCoefficient(counts)).toBe(wanted.nakamoto);
      expect(tauIndex(counts, custom(1, 2, false))).toBe(wanted.nakamoto_inclusive);
      expectClose(maxPowerRatio(counts), wanted.maxPowerRatio, 'maxPowerRatio');
      expectClose(concentrationRatio(counts, 2), wanted.cr2, 'cr2');
      expectClose(concentrationRatio(counts, 3), wanted.cr3, 'cr3');
      expectClose(hhiPoints(counts), wanted.hhiPoints, 'hhiPoints');
      expectClose(shannonEntropy(counts), wanted.shannonBits, 'shannonBits');
      for (const [key, window] of [
        ['pop0', own[i]!] as const,
        ['pop1', near[i]!] as const,
        ['popall', all[i]!] as const,
      ]) {
        expectClose(gini(window.counts, window), wanted[`gini_${key}`], `gini ${key}`);
        expectClose(theil(window.counts, window), wanted[`theil_${key}`], `theil ${key}`);
      }
    }
  });

  test('the months in which Bitcoin became centralised are the expected ones', () => {
    const { file, timeToCentralize: wanted } = expected.series_bitcoin_monthly_2021_2026;
    const { months, events } = monthly(file);
    const series = windowed(events, { size: 1, unit: 'slots' });
    const month = (metric: (w: Weights) => number | Undefined, holds: (value: number) => boolean, sustain: number) =>
      months[timeToCentralize(series, ({ counts }) => holds(defined(metric(counts))), { sustain }).window!];
    expect(month(maxPowerRatio, (cr1) => cr1 >= 0.3, 1)).toBe(wanted['first_month_cr1>=0.30']);
    expect(month(maxPowerRatio, (cr1) => cr1 >= 0.3, 3)).toBe(wanted['first_month_of_3_consecutive_cr1>=0.30']);
    expect(month(nakamotoCoefficient, (m) => m <= 3, 3)).toBe(wanted['first_month_of_3_consecutive_nakamoto<=3']);
    expect(
      month(
        (w) => concentrationRatio(w, 2),
        (cr2) => cr2 > 0.5,
        3,
      ),
    ).toBe(wanted['first_month_of_3_consecutive_cr2>0.5']);
  });

  test('sliding and tumbling windows of days have the expected ends and distribution', () => {
    const { file, windows: cases } = expected.sliding_bitcoin_daily_2022q4;
    const rows = readTable(file);
    const days = [...new Set(rows.map((row) => row['date']!))].toSorted();
    const events = rows.map((row) => ({
      producer: row['entity']!,
      slot: days.indexOf(row['date']!),
      count: Number(row['blocks']),
    }));
    for (const { windowDays, stepDays, count, first, last, nakamoto_distribution, mean_hhiPoints } of cases) {
      const { windows } = windowed(events, { size: windowDays, step: stepDays, unit: 'slots' });
      expect(windows).toHaveLength(count);
      for (const [wanted, window] of [[first, windows[0]!] as const, [last, windows.at(-1)!] as const]) {
        expect([days[window.start], days[window.end - 1], window.blocks]).toEqual([
          wanted.start,
          wanted.end,
          wanted.blocks,
        ]);
        expect(nakamotoCoefficient(window.counts)).toBe(wanted.nakamoto);
        expectClose(hhiPoints(window.counts), wanted.hhiPoints, 'hhiPoints');
        expectClose(gini(window.counts), wanted.gini_active, 'gini');
        expectClose(shannonEntropy(window.counts), wanted.shannonBits, 'shannonBits');
        expectClose(maxPowerRatio(window.counts), wanted.maxPowerRatio, 'maxPowerRatio');
      }
      const tally: Record<string, number> = {};
      for (const { counts } of windows) {
        const m = String(defined(nakamotoCoefficient(counts)));
        tally[m] = (tally[m] ?? 0) + 1;
      }
      expect(tally).toEqual(nakamoto_distribution);
      const sum = windows.reduce((total, { counts }) => total + defined(hhiPoints(counts)), 0);
      expectClose(sum / windows.length, mean_hhiPoints, 'mean hhiPoints');
    }
  });

  test.each(caseNames('dynamics'))('the change %s has the expected turnover and growth', (name) => {
    const wanted = expected.dynamics[name];
    const cosmos = /^cosmos_(.+)_to_(.+)$/.exec(name);
    const edi = /^bitcoin_edi_(\d+)_to_(\d+)$/.exec(name);
    const [before, after] =
      cosmos === null
        ? [selection(`bitcoin_edi_${edi![1]}`), selection(`bitcoin_edi_${edi![2]}`)]
        : [cosmosMonth(cosmos[1]!), cosmosMonth(cosmos[2]!)];
    const change = turnover(before, after);
    const growth = gibratSlope(before, after);
    if (isUndefined(growth)) throw new Error(name);
    expect([change.survivors.length, change.entrants.length, change.leavers.length]).toEqual([
      wanted.survivors,
      wanted.entered,
      wanted.left,
    ]);
    expect([growth.survivors, growth.dropped]).toEqual([wanted.survivors, wanted.entered + wanted.left]);
    expectClose(growth.slope, wanted.gibratSlope, 'gibratSlope');
    expectClose(change.spearman, wanted.spearman, 'spearman');
    expectClose(change.totalVariation, wanted.turnover_tv, 'turnover');
    const union = new Set([...before.keys(), ...after.keys()]);
    const giniOver = (w: Weights) => defined(giniOfGiven(new Map([...union].map((id) => [id, w.get(id) ?? 0]))));
    expectClose(giniOver(after) - giniOver(before), wanted.giniChange_unionPopulation, 'gini change');
  });
});

function giniOfGiven(w: Weights) {
  return gini(w, { population });
}

function monthly(file: string): { months: string[]; events: ProductionEvent[] } {
  const rows = readTable(file);
  const months = [...new Set(rows.map((row) => row['month']!))].toSorted();
  const events = rows.map((row) => ({
    producer: row['pool']!,
    slot: months.indexOf(row['month']!),
    count: Number(row['blocks']),
  }));
  return { months, events };
}
