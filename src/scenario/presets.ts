/**
 * Worlds that a scenario can name: the network of a coin in a certain year as a published simulator has it. A preset is what
 * one would write in the section itself; what stands beside it there takes its place.
 *
 * bitcoin-2015, bitcoin-2019, litecoin, dogecoin: SimBlock (Aoki, Otsuki, Kaneko, Banno, Shudo, "SimBlock: A Blockchain
 * Network Simulator", CryBlock 2019; github.com/dsg-titech/simblock, Apache-2.0, state of June 2024), the sets that its
 * constants and comments stand for: every node mines, with normally distributed power. gervais-*: Bitcoin-Simulator
 * (Gervais et al., "On the Security and Performance of Proof of Work Blockchains", CCS 2016): pools mine, linked with each
 * other, and blocks differ in size. Its block intervals are 5 % longer than the ones it names; here they are as named.
 */
import { isMapping } from './path.js';

type Mapping = Readonly<Record<string, unknown>>;

interface WorldPreset {
  readonly nodes: Mapping;
  readonly network: Mapping;
  /** Options of a protocol whose blocks are mined. */
  readonly protocol: Mapping;
}

export const WORLD_PRESETS = [
  'bitcoin-2015',
  'bitcoin-2019',
  'litecoin',
  'dogecoin',
  'gervais-bitcoin',
  'gervais-litecoin',
  'gervais-dogecoin',
] as const;
export type WorldName = (typeof WORLD_PRESETS)[number];

const WORLDS: Readonly<Record<WorldName, WorldPreset>> = {
  'bitcoin-2015': simblock(
    { coin: 'bitcoin-2015', year: 'bitcoin-2015', degrees: 'bitcoin', count: 6_000 },
    bitcoinBlocks(),
  ),
  'bitcoin-2019': simblock(
    { coin: 'bitcoin-2019', year: 'bitcoin-2019', degrees: 'bitcoin', count: 6_000, compact: true },
    bitcoinBlocks(),
  ),
  litecoin: simblock(
    { coin: 'litecoin', year: 'bitcoin-2015', degrees: 'litecoin', count: 800 },
    { interval: '150 s', blockSize: '6110 B' },
  ),
  dogecoin: simblock(
    { coin: 'dogecoin', year: 'bitcoin-2015', degrees: 'dogecoin', count: 600 },
    { interval: '60 s', blockSize: '8000 B' },
  ),
  'gervais-bitcoin': gervais('bitcoin', 'bitcoin-2015', 6_000, '600 s'),
  'gervais-litecoin': gervais('litecoin', 'litecoin', 1_000, '150 s'),
  'gervais-dogecoin': gervais('dogecoin', 'dogecoin', 650, '60 s'),
};

function bitcoinBlocks(): Mapping {
  return { interval: '600 s', blockSize: '535 kB' };
}

function simblock(
  world: {
    readonly coin: string;
    readonly year: string;
    readonly degrees: string;
    readonly count: number;
    readonly compact?: boolean;
  },
  protocol: Mapping,
): WorldPreset {
  return {
    nodes: {
      count: world.count,
      weights: { kind: 'normal', mean: 400_000, sd: 100_000, floor: 1 },
      regions: { preset: world.coin, quotas: 'simblock' },
    },
    network: {
      topology: { kind: 'random-out', distribution: world.degrees, quotas: 'simblock' },
      latency: { kind: 'matrix', preset: world.year },
      bandwidth: { preset: world.year, occupancy: 'delivery', carries: 'blocks' },
      requestTimeout: 'never',
      relay: {
        kind: 'inventory',
        announce: 'adopted',
        messageHandling: '10 ms',
        blockHandling: '2 ms',
        ...(world.compact && { compact: { missingOf: 'sender' } }),
      },
    },
    protocol,
  };
}

function gervais(coin: string, regions: string, count: number, interval: string): WorldPreset {
  return {
    nodes: {
      count,
      weights: { kind: 'pools', preset: `${coin}-2016` },
      regions: { preset: regions, quotas: 'drawn' },
    },
    network: {
      topology: { kind: 'gervais' },
      latency: { kind: 'matrix', preset: 'gervais-2016', draw: 'link' },
      bandwidth: {
        preset: 'gervais-2016',
        miners: '100 Mbit/s',
        occupancy: 'upload',
        rate: 'least',
        carries: 'blocks',
      },
      requestTimeout: 'never',
      // 0.174 s for 458,263 bytes.
      relay: { kind: 'inventory', validation: { perMegabyte: '379695 us' } },
    },
    protocol: { interval, blockSize: { sampled: `${coin}-2015` } },
  };
}

export function isWorld(name: unknown): name is WorldName {
  return WORLD_PRESETS.some((known) => known === name);
}

/** A section or a protocol with its preset filled in; as it is where it names none, or one that does not exist. */
export function withPreset(section: keyof WorldPreset, raw: unknown): unknown {
  if (!isMapping(raw)) return raw;
  const { preset } = raw;
  return isWorld(preset) ? merged(WORLDS[preset][section], raw) : raw;
}

/** Ways of saying what a `preset` inside a section says: only one of them can stand. */
const INSTEAD_OF_PRESET = ['means', 'pools', 'up', 'down'];
/** What goes with it. */
const OF_PRESET = ['preset', 'miners'];

function merged(base: Mapping, own: Mapping): Mapping {
  const out: Record<string, unknown> = { ...base };
  if (INSTEAD_OF_PRESET.some((key) => Object.hasOwn(own, key))) for (const key of OF_PRESET) delete out[key];
  for (const [key, value] of Object.entries(own)) {
    if (value === undefined) continue;
    const before = out[key];
    out[key] = isMapping(before) && isMapping(value) && saysMoreOf(before, value) ? merged(before, value) : value;
  }
  return out;
}

/** Whether what is written changes some options of the same thing, and is not another thing instead. */
function saysMoreOf(before: Mapping, own: Mapping): boolean {
  if (Object.hasOwn(own, 'kind')) return own['kind'] === before['kind'];
  // Regions with shares of their own.
  const isRegions = Object.hasOwn(before, 'quotas') && !Object.hasOwn(before, 'kind');
  return !isRegions || Object.hasOwn(own, 'preset') || Object.hasOwn(own, 'quotas');
}
