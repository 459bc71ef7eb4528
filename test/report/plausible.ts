/** Records as a comparison of protocols would leave them, made up from a seed: data for tests of the report. */
import seedrandom from 'seedrandom';
import { summarise } from '../../src/report/aggregate.js';
import type { ReportInput } from '../../src/report/html.js';
import type { ProducerRow, RunRecord, TreeBlock, WindowRow } from '../../src/runner/record.js';

const { alea } = seedrandom;

export interface Character {
  readonly protocol: string;
  readonly kind: string;
  readonly headline: string;
  /** Chance that a block goes stale. */
  readonly staleRate: number;
  /** Leaders in turn instead of at random. */
  readonly inTurn: boolean;
  readonly medianLatencyS: number;
  readonly messagesPerBlock: number;
  /** Exponent by which weight tells: 1 is fair. */
  readonly favour: number;
}

export const FOUR: readonly Character[] = [
  {
    protocol: 'bitcoin',
    kind: 'pow',
    headline: 'nakamoto',
    staleRate: 0.031,
    inTurn: false,
    medianLatencyS: 3650,
    messagesPerBlock: 118,
    favour: 1.05,
  },
  {
    protocol: 'ghost',
    kind: 'pow-ghost',
    headline: 'nakamoto',
    staleRate: 0.12,
    inTurn: false,
    medianLatencyS: 62,
    messagesPerBlock: 131,
    favour: 1,
  },
  {
    protocol: 'lots',
    kind: 'pos-lots',
    headline: 'nakamoto',
    staleRate: 0.004,
    inTurn: false,
    medianLatencyS: 96,
    messagesPerBlock: 59,
    favour: 1,
  },
  {
    protocol: 'pbft',
    kind: 'pbft',
    headline: 'liveness_coefficient',
    staleRate: 0,
    inTurn: true,
    medianLatencyS: 0.41,
    messagesPerBlock: 7140,
    favour: 0,
  },
];

interface Size {
  readonly producers: number;
  readonly blocks: number;
  readonly weightless: number;
}

function weightsOf({ producers, weightless }: Size): number[] {
  return Array.from({ length: producers }, (_, i) => (i >= producers - weightless ? 0 : 1000 / (i + 1)));
}

function pick(shares: readonly number[], u: number): number {
  let sum = 0;
  for (let i = 0; i < shares.length; i++) if (u < (sum += shares[i]!)) return i;
  return shares.findLastIndex((share) => share > 0);
}

function sharesOf(weights: readonly number[], favour: number): number[] {
  const raised = weights.map((weight) => (weight > 0 ? Math.exp(favour * Math.log(weight)) : 0));
  const total = raised.reduce((a, b) => a + b, 0);
  return raised.map((value) => value / total);
}

/** A few metrics of counts, plainly. */
function metricsOf(counts: readonly number[], weights: readonly number[]): Record<string, number | null> {
  const total = counts.reduce((a, b) => a + b, 0);
  if (total === 0)
    return {
      hhi: null,
      effective_producers: null,
      nakamoto: null,
      liveness_coefficient: null,
      gini: null,
      js_distance: null,
    };
  const held = weights.reduce((a, b) => a + b, 0);
  const falling = counts.filter((count) => count > 0).sort((a, b) => b - a);
  const coalition = (share: number) => {
    let sum = 0;
    return falling.findIndex((count) => (sum += count) > share * total) + 1;
  };
  const rising = [...counts].sort((a, b) => a - b);
  const half = (a: number, b: number) => (a === 0 ? 0 : (a * Math.log2((2 * a) / (a + b))) / 2);
  const js = counts.reduce(
    (sum, count, i) => sum + half(count / total, weights[i]! / held) + half(weights[i]! / held, count / total),
    0,
  );
  return {
    hhi: counts.reduce((sum, count) => sum + count * count, 0) / (total * total),
    effective_producers: (total * total) / counts.reduce((sum, count) => sum + count * count, 0),
    nakamoto: coalition(0.5),
    liveness_coefficient: coalition(1 / 3),
    gini:
      rising.reduce((sum, count, i) => sum + (2 * (i + 1) - counts.length - 1) * count, 0) / (counts.length * total),
    js_distance: Math.sqrt(Math.max(0, js)),
  };
}

interface Race {
  readonly producers: ProducerRow[];
  readonly tree: TreeBlock[];
  readonly windows: WindowRow[];
  readonly stale: number;
}

function race(character: Character, size: Size, random: () => number): Race {
  const weights = weightsOf(size);
  const shares = sharesOf(weights, character.favour);
  const produced = weights.map(() => 0);
  const canonical = weights.map(() => 0);
  const chain: number[] = [0];
  const [tree, windows]: [TreeBlock[], WindowRow[]] = [[], []];
  let [id, stale, recent] = [0, 0, weights.map(() => 0)];
  for (let height = 1; height <= size.blocks; height++) {
    const time = height * 10 + random();
    let parent = chain[height - 1]!;
    for (let length = 0; random() < character.staleRate * (length === 0 ? 1 : 0.3); length++) {
      const loser = pick(shares, random());
      produced[loser]!++;
      stale++;
      tree.push([++id, parent, height + length, loser, time, false]);
      parent = id;
    }
    const winner = character.inTurn ? height % (weights.length - size.weightless) : pick(shares, random());
    produced[winner]!++;
    canonical[winner]!++;
    recent[winner]!++;
    tree.push([++id, chain[height - 1]!, height, winner, time + 1, true]);
    chain.push(id);
    if (height % 100 === 0) {
      windows.push({ from: height - 99, to: height, endS: time, metrics: metricsOf(recent, weights) });
      recent = weights.map(() => 0);
    }
  }
  const producers = weights.map((weight, i) => ({
    producer: `node-${i}`,
    weight,
    scheduled: canonical[i]!,
    produced: produced[i]!,
    canonical: canonical[i]!,
    reward: canonical[i]!,
  }));
  return { producers, tree, windows, stale };
}

function luck(size: Size, random: () => number): Record<string, number | null> {
  const weights = weightsOf(size);
  const shares = sharesOf(weights, 1);
  const counts = weights.map(() => 0);
  for (let i = 0; i < size.blocks; i++) counts[pick(shares, random())]!++;
  return metricsOf(counts, weights);
}

export function plausibleRecord(character: Character, variant: string, run: number, size: Size): RunRecord {
  const seed = `demo/${run}`;
  const random = alea(`${character.protocol}\0${variant}\0${seed}`);
  const { producers, tree, windows, stale } = race(character, size, random);
  const weights = weightsOf(size);
  const metrics = metricsOf(
    producers.map((row) => row.canonical),
    weights,
  );
  const messages = Math.round(character.messagesPerBlock * size.blocks * (1 + 0.02 * random()));
  const shape = 0.25 + 0.1 * random();
  const latencyQuantilesS = Array.from(
    { length: 101 },
    (_, i) => character.medianLatencyS * Math.exp(shape * 0.55 * Math.log((i + 0.5) / (100.5 - i))),
  );
  return {
    key: `${character.protocol}-${variant}-${seed}`,
    variant,
    protocol: character.protocol,
    kind: character.kind,
    seed,
    digest: Array.from({ length: 8 }, () =>
      Math.floor(random() * 65_536)
        .toString(16)
        .padStart(4, '0'),
    ).join(''),
    ended: 'blocks',
    headline: character.headline,
    assumes: { identity: 'stake', network: 'Delays are short', honesty: 'Most are honest' },
    columns: {
      nodes: size.producers,
      events: messages * 2,
      sim_time_s: size.blocks * 10,
      blocks_canonical: size.blocks,
      blocks_stale: stale,
      stale_rate: stale / (stale + size.blocks),
      decisions: size.blocks,
      messages,
      bytes: messages * 200,
      agreement: 'holds',
      validity: 'holds',
      liveness: 'holds',
      ...metrics,
      latency_p50_s: latencyQuantilesS[50]!,
      latency_p95_s: latencyQuantilesS[95]!,
    },
    undefinedBecause: Object.fromEntries(
      Object.keys(metrics)
        .filter((name) => metrics[name] === null)
        .map((name) => [name, 'empty']),
    ),
    verdicts: { agreement: { is: 'holds' }, validity: { is: 'holds' }, liveness: { is: 'holds' } },
    baseline: luck(size, random),
    weights: metricsOf(weights, weights),
    producers,
    windows,
    latencyQuantilesS,
    ...(run === 0 ? { tree } : {}),
    messagesByKind: character.inTurn
      ? {
          'pre-prepare': Math.round(messages * 0.01),
          prepare: Math.round(messages * 0.49),
          commit: Math.round(messages * 0.5),
        }
      : { block: Math.round(messages * 0.9), request: Math.round(messages * 0.1) },
  };
}

export function plausibleRecords(
  characters: readonly Character[] = FOUR,
  {
    repeat = 20,
    size = { producers: 60, blocks: 1000, weightless: 0 },
    variants = [''],
  }: { repeat?: number; size?: Size; variants?: readonly string[] } = {},
): RunRecord[] {
  return variants.flatMap((variant) =>
    characters.flatMap((character) =>
      Array.from({ length: repeat }, (_, run) => plausibleRecord(character, variant, run, size)),
    ),
  );
}

export function reportOf(records: readonly RunRecord[], more: Partial<ReportInput> = {}): ReportInput {
  return {
    name: 'compare-families',
    asks: 'Who ends up producing the blocks under each family of protocols, and is it more than the weights explain?',
    command: 'consensim compare scenarios/compare-families.yaml --seed demo --repeat 20',
    version: '0.1.0',
    scenarioSha256: '3f1c9a0d5be28874c6a1f00b7f2c66f1b0a9d8e7c6b5a49382716051f4e3d2c1',
    scenarioText:
      'name: compare-families\nseed: demo\nrepeat: 20\nnodes:\n  count: 60\n  weights: { kind: zipf, exponent: 1 }\n',
    seed: 'demo',
    repeat: records.filter(
      (record) => record.variant === records[0]?.variant && record.protocol === records[0]?.protocol,
    ).length,
    records,
    summary: summarise(records),
    findings: [
      { holds: true, what: 'agreement', found: 'holds in 80 of 80 runs', allowed: 'holds' },
      { holds: false, what: 'gini of lots', found: '0.642', allowed: 'at most 0.6' },
    ],
    ...more,
  };
}
