/** Whole runs that are measured: each is one specification, run in a process of its own. */
const world = (count, parts = {}) => ({
  nodes: { count, weights: { kind: 'zipf', exponent: 1 }, regions: { preset: 'bitcoin-2019' } },
  network: {
    topology: { kind: 'complete' },
    latency: { kind: 'lognormal', median: '100 ms', sigma: 0.4 },
    loss: 0,
    duplication: 0,
    requestTimeout: 20_000_000,
    ...parts.network,
  },
  faults: parts.faults ?? [],
  economy: { reward: 0, compound: false, ...parts.economy },
  stop: { blocks: parts.blocks, events: 1e12 },
  window: { blocks: 100 },
});
const constant = { latency: { kind: 'constant', delay: '100 ms' } };
/** As many liars as PBFT bears among 256, of whom only the first ever leads. */
const liars = [0, ...Array.from({ length: 84 }, (_, i) => 172 + i)];
const equivocate = [{ behaviour: 'equivocate', nodes: { ids: liars }, at: 0, until: null }];
const gossip = { topology: { kind: 'random-out', degree: 8 }, latency: { kind: 'matrix', preset: 'bitcoin-2019' } };

/** SimBlock's world of 2019; `elide: 'never'` makes every announcement an event. */
const bitcoin = (elide = 'auto') => ({
  topology: { kind: 'random-out', distribution: 'bitcoin' },
  latency: { kind: 'matrix', preset: 'bitcoin-2019' },
  bandwidth: { preset: 'bitcoin-2019', occupancy: 'delivery', rate: 'path', carries: 'blocks' },
  requestTimeout: null,
  relay: {
    kind: 'inventory',
    announce: 'adopted',
    messageHandling: 10_000,
    blockHandling: 2_000,
    validation: { fixed: 0, perMegabyte: 0 },
    compact: {
      use: 0.964,
      sizeBytes: 18_000,
      churnShare: 0.976,
      failure: { churn: 0.27, control: 0.13 },
      missing: { churn: 'measured', control: 0.01 },
      missingOf: 'sender',
    },
    elide,
  },
});

/** name → kind of protocol, world, and the number of blocks whose further cost is also stated (`from`). */
export const cases = {
  'pbft n=64': { kind: 'pbft', world: world(64, { blocks: 101 }), base: 1 },
  'pbft n=256': { kind: 'pbft', world: world(256, { blocks: 41 }), base: 1 },
  'pbft n=256 equivocate': { kind: 'pbft', world: world(256, { blocks: 41, faults: equivocate }), base: 1 },
  'pbft n=1000': { kind: 'pbft', world: world(1000, { blocks: 6 }), base: 1 },
  'hotstuff n=64': { kind: 'hotstuff', world: world(64, { blocks: 1001 }), base: 1 },
  'hotstuff n=1024': { kind: 'hotstuff', world: world(1024, { blocks: 101 }), base: 1 },
  'hotstuff n=1024 constant': { kind: 'hotstuff', world: world(1024, { blocks: 101, network: constant }), base: 1 },
  'hotstuff-chained n=64': { kind: 'hotstuff-chained', world: world(64, { blocks: 1001 }), base: 1 },
  'hotstuff-chained n=1024': { kind: 'hotstuff-chained', world: world(1024, { blocks: 101 }), base: 1 },
  'hotstuff-chained n=1024 constant': {
    kind: 'hotstuff-chained',
    world: world(1024, { blocks: 101, network: constant }),
    base: 1,
  },
  'pow n=64 full mesh': { kind: 'pow', world: world(64, { blocks: 5000 }), base: 1 },
  'pow n=6000 bitcoin': { kind: 'pow', world: world(6000, { blocks: 100, network: bitcoin() }), base: 1 },
  'pow n=6000 bitcoin full': { kind: 'pow', world: world(6000, { blocks: 100, network: bitcoin('never') }), base: 1 },
  'pow n=100000 bitcoin': { kind: 'pow', world: world(100_000, { blocks: 11, network: bitcoin() }), base: 1 },
  'pow n=1000 gossip': { kind: 'pow', world: world(1000, { blocks: 101, network: gossip }), base: 1 },
  'pos-lots n=64 compounding': {
    kind: 'pos-lots',
    world: world(64, { blocks: 3000, economy: { reward: 0.001, compound: true } }),
    base: 1,
  },
  // 100,000 slots of a second.
  'praos n=1000': { kind: 'praos', world: world(1000, { blocks: 4800, network: constant }), base: 1 },
  'praos n=1000 gossip': { kind: 'praos', world: world(1000, { blocks: 4800, network: gossip }), base: 1 },
  // 3,136 blocks are final after 100 epochs.
  'gasper n=100, 10,000 validators': {
    kind: 'gasper',
    params: { validators: 10_000 },
    world: world(100, { blocks: 3136 }),
    base: 64,
  },
  'pos-lots n=100000 blocks, 10^7 compounding': {
    kind: 'pos-lots',
    world: {
      ...world(100_000, { blocks: 10_000_000, economy: { reward: 1e-6, compound: true } }),
      detail: 'blocks',
      window: { blocks: 1_000_000 },
    },
    base: 1,
  },
  'trudec n=64': { kind: 'trudec', world: world(64, { blocks: 200 }), base: 1 },
};
