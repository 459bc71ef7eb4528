/**
 * Figures of Bitcoin-Simulator, the simulator behind Gervais, Karame, Wüst, Glykantzis, Ritzdorf, Capkun, "On the Security
 * and Performance of Proof of Work Blockchains", CCS 2016 (github.com/arthurgervais/Bitcoin-Simulator, state of October
 * 2016): access rates per node, connections, mining pools. Numbers only.
 */

/** Cumulative probabilities at which the rates below stand; between them rates go linearly. */
export const RATE_PROBABILITIES: readonly number[] = [
  0, 0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95,
  0.975, 0.99, 0.995, 0.999, 1,
];

/**
 * Access rates in Mbit/s: a row per region in the order of the six regions, a value per probability. Made from the
 * simulator's histograms of 2,000 speed tests per region (testmy.net); the means are right within 3 %.
 */
export const RATE_QUANTILES_MBIT: {
  readonly down: readonly (readonly number[])[];
  readonly up: readonly (readonly number[])[];
} = {
  down: [
    [
      0.1, 0.159, 0.394, 0.74, 1.258, 2.126, 2.876, 4.35, 5.8, 7.462, 9.767, 12.3, 15.691, 18.218, 20.584, 23.489, 29.7,
      39.413, 50.35, 56.975, 84.933, 105.6, 166.6, 330.1, 487.1, 500,
    ],
    [
      0.1, 0.175, 0.473, 1.029, 1.807, 2.861, 3.969, 5.267, 6.57, 7.968, 9.419, 10.933, 13.225, 16.15, 19.3, 23.555,
      28.322, 35.529, 45.3, 59.1, 93.6, 125.1, 153.6, 199.1, 434.6, 500,
    ],
    [
      0.1, 0.126, 0.231, 0.361, 0.492, 0.64, 0.879, 1.121, 1.428, 1.81, 2.329, 2.9, 3.551, 4.354, 5.183, 6.246, 7.471,
      9.081, 11.394, 15.433, 24.85, 41.6, 61.6, 73.85, 83.1, 124.1,
    ],
    [
      0.1, 0.14, 0.299, 0.498, 0.775, 1.134, 1.51, 1.911, 2.362, 2.868, 3.408, 4.071, 4.798, 5.831, 7.232, 8.767,
      10.687, 13.131, 17.1, 24.6, 40.1, 63.1, 82.1, 110.6, 158.6, 500,
    ],
    [
      0.1, 0.129, 0.245, 0.391, 0.536, 0.778, 1.097, 1.496, 2.002, 2.713, 3.348, 4.052, 5.396, 7.183, 9.775, 14.378,
      21.788, 27.489, 39.85, 65.85, 81.267, 105.767, 118.1, 127.1, 212.6, 281.6,
    ],
    [
      0.1, 0.143, 0.314, 0.527, 0.831, 1.188, 1.573, 2.194, 2.901, 3.805, 4.767, 5.677, 6.708, 8.162, 10.082, 12.143,
      14.908, 19.562, 27.267, 34.433, 74.1, 87.35, 96.35, 100.475, 111.1, 230.6,
    ],
  ],
  up: [
    [
      0.1, 0.117, 0.183, 0.306, 0.434, 0.594, 0.774, 0.956, 1.096, 1.4, 1.767, 2.379, 3.1, 3.611, 4.256, 5.06, 5.622,
      6.225, 8.217, 9.767, 14.2, 20.6, 38.7, 55.2, 99.967, 100,
    ],
    [
      0.1, 0.12, 0.202, 0.403, 0.555, 0.77, 1.108, 1.524, 2.033, 2.628, 3.1, 3.747, 4.409, 5.292, 6.388, 7.8, 9.48,
      11.46, 15.2, 21.7, 32.15, 42.3, 56.7, 83.9, 99.975, 100,
    ],
    [
      0.1, 0.108, 0.138, 0.177, 0.222, 0.279, 0.331, 0.381, 0.442, 0.516, 0.631, 0.76, 0.889, 1.115, 1.573, 1.983,
      2.419, 2.879, 3.35, 4.017, 5.471, 8.1, 11.9, 18.8, 38.5, 59.6,
    ],
    [
      0.1, 0.11, 0.148, 0.195, 0.317, 0.46, 0.609, 0.796, 1.037, 1.358, 1.774, 2.206, 2.655, 3.135, 4.117, 5.371, 6.836,
      7.929, 10.867, 14.44, 23.6, 29.2, 36.3, 45.6, 72.8, 97.2,
    ],
    [
      0.1, 0.115, 0.174, 0.273, 0.393, 0.56, 0.811, 1.03, 1.29, 1.581, 1.856, 2.155, 2.455, 2.905, 3.589, 4.306, 4.989,
      5.64, 6.227, 7.175, 10.467, 13.733, 20.1, 27.8, 45.1, 49.7,
    ],
    [
      0.1, 0.119, 0.195, 0.309, 0.445, 0.596, 0.663, 0.718, 0.761, 0.806, 0.868, 1.015, 1.35, 2.074, 2.623, 3.342,
      4.136, 5.257, 12.25, 22.64, 25.367, 27.6, 30.5, 33.1, 99.95, 100,
    ],
  ],
};

/** A bucket of connections: its probability, the range of the minimum, and how far the maximum lies above the minimum. */
export interface ConnectionBucket {
  readonly probability: number;
  readonly least: number;
  readonly most: number;
  readonly room: number;
}

/** How many connections ordinary nodes have, after Miller et al. 2015. */
export const CONNECTION_BUCKETS: readonly ConnectionBucket[] = [
  { probability: 0.1, least: 1, most: 3, room: 1 },
  { probability: 0.4, least: 4, most: 7, room: 2 },
  { probability: 0.3, least: 8, most: 11, room: 3 },
  { probability: 0.13, least: 12, most: 15, room: 4 },
  { probability: 0.06, least: 16, most: 24, room: 5 },
  { probability: 0.01, least: 25, most: 118, room: 6 },
];

export const POOL_PRESETS = ['bitcoin-2016', 'litecoin-2016', 'dogecoin-2016'] as const;
export type PoolPreset = (typeof POOL_PRESETS)[number];

/** Mining pools: share of the hash power (Bitcoin's sum to 1.001) and region. */
export const POOLS: Readonly<Record<PoolPreset, readonly (readonly [share: number, region: string])[]>> = {
  'bitcoin-2016': [
    [0.289, 'asia-pacific'],
    [0.196, 'asia-pacific'],
    [0.159, 'asia-pacific'],
    [0.133, 'north-america'],
    [0.066, 'asia-pacific'],
    [0.054, 'north-america'],
    [0.029, 'europe'],
    [0.016, 'europe'],
    [0.012, 'north-america'],
    [0.012, 'north-america'],
    [0.012, 'north-america'],
    [0.009, 'europe'],
    [0.005, 'north-america'],
    [0.005, 'north-america'],
    [0.002, 'north-america'],
    [0.002, 'north-america'],
  ],
  'litecoin-2016': [
    [0.366, 'asia-pacific'],
    [0.314, 'asia-pacific'],
    [0.122, 'asia-pacific'],
    [0.072, 'north-america'],
    [0.028, 'europe'],
    [0.024, 'north-america'],
    [0.022, 'north-america'],
    [0.018, 'asia-pacific'],
    [0.012, 'north-america'],
    [0.01, 'north-america'],
    [0.006, 'north-america'],
    [0.006, 'north-america'],
  ],
  'dogecoin-2016': [
    [0.33, 'asia-pacific'],
    [0.26, 'asia-pacific'],
    [0.19, 'asia-pacific'],
    [0.09, 'north-america'],
    [0.03, 'europe'],
    [0.02, 'north-america'],
    [0.02, 'north-america'],
    [0.02, 'asia-pacific'],
    [0.01, 'north-america'],
    [0.01, 'asia-pacific'],
    [0.01, 'north-america'],
    [0.01, 'north-america'],
  ],
};
