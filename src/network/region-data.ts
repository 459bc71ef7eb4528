/**
 * Published figures for six world regions.
 *
 * Latency means, access rates, node shares of Bitcoin, Litecoin and Dogecoin, and outbound degrees are the constants of
 * SimBlock (Aoki, Otsuki, Kaneko, Banno, Shudo, "SimBlock: A Blockchain Network Simulator", CryBlock 2019;
 * github.com/dsg-titech/simblock, Apache-2.0, state of June 2024). Several of its latencies look like published
 * round-trip figures but are used as one-way delays there; the faithful reading is kept, and `scale` can shorten them.
 *
 * Ethereum's shares of 2020 are those of JABS (github.com/hyajam/jabs, MIT). Early versions of JABS carry the same
 * miner shares under the name of Bitcoin's miners, so take them for what miners in general looked like in 2020.
 */

/** In the order of every table below. */
export const SIX_REGIONS: readonly string[] = [
  'north-america',
  'europe',
  'south-america',
  'asia-pacific',
  'japan',
  'australia',
];
const SHORT_NAMES: readonly string[] = ['na', 'eu', 'sa', 'ap', 'jp', 'au'];

/** Row of a region in the tables, by its name or its two letters; −1 for any other name. */
export function regionRow(name: string): number {
  const row = SIX_REGIONS.indexOf(name);
  return row >= 0 ? row : SHORT_NAMES.indexOf(name);
}

/** What to write for a region so that the tables know it. */
export const KNOWN_REGIONS = SIX_REGIONS.map((name, row) => `${name} (${SHORT_NAMES[row]})`).join(', ');

/** Years of SimBlock that have a latency table and access rates by region. */
export const NETWORK_PRESETS = ['bitcoin-2015', 'bitcoin-2019'] as const;
export type NetworkPreset = (typeof NETWORK_PRESETS)[number];

/** Those, and Bitcoin-Simulator's latencies: the same measurements as SimBlock's of 2015, not rounded. */
export const LATENCY_PRESETS = [...NETWORK_PRESETS, 'gervais-2016'] as const;
export type LatencyPreset = (typeof LATENCY_PRESETS)[number];

/** Mean one-way latency in milliseconds, from row to column; symmetric. */
export const LATENCY_MEANS_MS: Readonly<Record<LatencyPreset, readonly (readonly number[])[]>> = {
  'bitcoin-2015': [
    [36, 119, 255, 310, 154, 208],
    [119, 12, 221, 242, 266, 350],
    [255, 221, 137, 347, 256, 269],
    [310, 242, 347, 99, 172, 278],
    [154, 266, 256, 172, 9, 163],
    [208, 350, 269, 278, 163, 22],
  ],
  'bitcoin-2019': [
    [32, 124, 184, 198, 151, 189],
    [124, 11, 227, 237, 252, 294],
    [184, 227, 88, 325, 301, 322],
    [198, 237, 325, 85, 58, 198],
    [151, 252, 301, 58, 12, 126],
    [189, 294, 322, 198, 126, 16],
  ],
  'gervais-2016': [
    [35.5, 119.49, 254.79, 310.11, 154.36, 207.91],
    [119.49, 11.61, 221.08, 241.9, 266.45, 350.07],
    [254.79, 221.08, 137.09, 346.65, 255.95, 268.91],
    [310.11, 241.9, 346.65, 99.46, 172.24, 277.8],
    [154.36, 266.45, 255.95, 172.24, 8.76, 162.59],
    [207.91, 350.07, 268.91, 277.8, 162.59, 21.72],
  ],
};

/** Access rates of every node of a region in bit/s. */
export const ACCESS_RATES: Readonly<
  Record<NetworkPreset, { readonly down: readonly number[]; readonly up: readonly number[] }>
> = {
  'bitcoin-2015': { down: [25e6, 24e6, 6.5e6, 10e6, 17.5e6, 14e6], up: [4.7e6, 8.1e6, 1.8e6, 5.3e6, 3.4e6, 5.2e6] },
  'bitcoin-2019': {
    down: [52e6, 40e6, 18e6, 22.8e6, 22.8e6, 29.9e6],
    up: [19.2e6, 20.7e6, 5.8e6, 15.7e6, 10.2e6, 11.3e6],
  },
};

export const REGION_PRESETS = [
  'bitcoin-2015',
  'bitcoin-2019',
  'litecoin',
  'dogecoin',
  'ethereum-2020-nodes',
  'ethereum-2020-miners',
] as const;
export type RegionPreset = (typeof REGION_PRESETS)[number];

/** Share of the nodes that stand in each region. */
export const REGION_SHARES: Readonly<Record<RegionPreset, readonly number[]>> = {
  'bitcoin-2015': [0.3869, 0.5159, 0.0113, 0.0574, 0.0119, 0.0166],
  'bitcoin-2019': [0.3316, 0.4998, 0.009, 0.1177, 0.0224, 0.0195],
  litecoin: [0.3661, 0.4791, 0.0149, 0.1022, 0.0238, 0.0139],
  dogecoin: [0.3924, 0.4879, 0.0212, 0.0697, 0.0106, 0.0182],
  'ethereum-2020-nodes': [0.3503, 0.3563, 0.01, 0.2358, 0.0414, 0.0062],
  'ethereum-2020-miners': [0.0875, 0.0863, 0.0111, 0.8146, 0, 0.0005],
};

export const DEGREE_DISTRIBUTIONS = ['bitcoin', 'litecoin', 'dogecoin'] as const;
export type DegreeDistribution = (typeof DEGREE_DISTRIBUTIONS)[number];

/**
 * Cumulative distribution of the number of links that a node opens, for 1, 2, … links. Bitcoin's has mean 8.645 and is
 * after Miller et al., "Discovering Bitcoin's Public Topology and Influential Nodes" (2015); Litecoin's has mean 10.94; in
 * Dogecoin every node opens 8.
 */
export const OUTBOUND_DEGREE_CDF: Readonly<Record<DegreeDistribution, readonly number[]>> = {
  bitcoin: [
    0.025, 0.05, 0.075, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.97, 0.98, 0.99, 0.995, 1,
  ],
  litecoin: [
    0.01, 0.02, 0.04, 0.07, 0.09, 0.14, 0.2, 0.28, 0.39, 0.5, 0.6, 0.69, 0.76, 0.81, 0.85, 0.87, 0.89, 0.92, 0.93, 1,
  ],
  dogecoin: [0, 0, 0, 0, 0, 0, 0, 1],
};

/**
 * Of 945 compact blocks that were not enough, how many lacked 1 %, 2 %, … of the block: SimBlock's table for nodes of the class
 * churn; mean 8.7 %.
 */
export const MISSING_WEIGHTS: readonly number[] = [
  546,
  66,
  39,
  27,
  21,
  17,
  14,
  12,
  11,
  10,
  9,
  8,
  7,
  7,
  6,
  6,
  ...repeated(5, 3),
  ...repeated(4, 5),
  ...repeated(3, 8),
  ...repeated(2, 16),
  ...repeated(1, 48),
];
export const MISSING_SHARES: readonly number[] = MISSING_WEIGHTS.map((_, index) => (index + 1) / 100);

function repeated(count: number, times: number): number[] {
  return new Array<number>(times).fill(count);
}
