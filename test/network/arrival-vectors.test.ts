import { ArrivalVectors } from '../../src/network/relay/arrival-vectors.js';
import { ghost } from '../../src/protocols/ghost.js';
import { pow } from '../../src/protocols/pow.js';
import { assemble, type Assembled } from '../../src/scenario/assembly.js';
import type { World } from '../../src/scenario/world.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const relay = {
  kind: 'inventory',
  announce: 'adopted',
  messageHandling: 10_000,
  blockHandling: 2_000,
  validation: { fixed: 1_000, perMegabyte: 50_000 },
  elide: 'auto',
} as const;
const byLink = { kind: 'matrix', preset: 'bitcoin-2019', law: 'pareto', draw: 'link', scale: 1 };
const byRegion = { kind: 'matrix', preset: 'bitcoin-2019', law: 'constant', draw: 'message', scale: 1 };
const constant = { kind: 'constant', delay: 100_000 };

/** Few miners among many nodes, on sparse links. */
function fixedWorld(n: number, network: object = {}, parts: object = {}): World {
  return worldWith(n, {
    nodes: {
      weights: { kind: 'list', values: [5, 3, 1, ...Array<number>(n - 3).fill(0)] },
      regions: { preset: 'bitcoin-2019' },
    },
    network: {
      topology: { kind: 'random-out', degree: 4, distribution: 'fixed' },
      latency: byLink,
      requestTimeout: null,
      relay,
      ...network,
    },
    stop: { blocks: 60 },
    ...parts,
  } as object);
}

function never(world: World): World {
  return {
    ...world,
    network: { ...world.network, relay: { ...relay, ...world.network.relay, elide: 'never' } },
  } as World;
}

/** Who heard of and adopted what when, all that is counted, and the digest of all events in their order. */
function outcomeOf(made: Assembled, steps: readonly number[] = [Infinity]) {
  const told: string[] = [];
  made.host.outputs.add({
    onReceive: (time, node, block) => void told.push(`has ${time} ${node} ${block}`),
    onAdopt: (time, node, tip) => void told.push(`tip ${time} ${node} ${tip}`),
  });
  made.start();
  for (const time of steps) made.host.simulator.run({ time, events: 1e7 });
  const { simulator } = made.host;
  return {
    events: simulator.events,
    replayed: made.accelerators.vectors?.replayed ?? 0,
    same: {
      told,
      messages: made.traffic.messagesByKind(),
      bytes: made.traffic.bytes,
      stale: made.outcome.stale(60),
      digest: simulator.digest.hex(),
      end: simulator.now,
    },
  };
}

const made = (world: World, params: object, seed = 'a/0') => assemble(specOf(pow, world, params, seed), registry);

/** By vectors, by events with elision, and with every message an event. */
function threeWays(world: World, params: object, seed: string) {
  const byVectors = outcomeOf(made(world, params, seed));
  const own = Object.getOwnPropertyDescriptor(ArrivalVectors.prototype, 'takes')!;
  Object.defineProperty(ArrivalVectors.prototype, 'takes', { ...own, value: () => false });
  try {
    return {
      byVectors,
      byEvents: outcomeOf(made(world, params, seed)),
      full: outcomeOf(made(never(world), params, seed)),
    };
  } finally {
    Object.defineProperty(ArrivalVectors.prototype, 'takes', own);
  }
}

function expectSame(world: World, params: object): number {
  let replayed = 0;
  for (const seed of ['a/0', 'a/1', 'a/2']) {
    const { byVectors, byEvents, full } = threeWays(world, params, seed);
    expect(byVectors.same).toEqual(full.same);
    expect(byVectors.events).toBe(byEvents.events);
    expect(byEvents.replayed).toBe(0);
    expect(full.replayed).toBe(0);
    replayed += byVectors.replayed;
  }
  return replayed;
}

describe('arrivals are replayed', () => {
  test.each([
    ['delays by link', byLink],
    ['delays by region', byRegion],
    ['one delay, so that many arrive at once', constant],
  ])('with the same result, event by event: %s', (_name, latency) => {
    // All but the first block of each of three miners.
    expect(expectSame(fixedWorld(60, { latency }), { blockSize: '535 kB' })).toBeGreaterThan(3 * 50);
  });

  test('and beside forks, which go by events', () => {
    for (const interval of ['1 s', '3 s', '10 s']) {
      const world = fixedWorld(60);
      const { byVectors } = threeWays(world, { interval }, 'a/0');
      const replayed = expectSame(world, { interval });
      expect(replayed).toBeLessThan(3 * 57);
      if (interval === '1 s') expect(Math.max(...byVectors.same.stale)).toBeGreaterThan(0);
      else expect(replayed).toBeGreaterThan(0);
    }
  });

  test('and whether blocks are announced by all that get them, or asked for with a time-out', () => {
    const all = fixedWorld(40, { relay: { ...relay, kind: 'headers', announce: 'all' } });
    expect(expectSame(all, { interval: '30 s' })).toBeGreaterThan(0);
    const noSize = { ...relay, validation: { fixed: 1_000, perMegabyte: 0 } };
    const world = fixedWorld(40, { relay: noSize, requestTimeout: 20_000_000 });
    expect(expectSame(world, { interval: '60 s' })).toBeGreaterThan(0);
  });

  test('and where difficulty changes with the chain', () => {
    const params = { interval: '10 s', retarget: 'ema' };
    // By the moving average it does at every block.
    expect(expectSame(fixedWorld(30), params)).toBe(0);
  });

  test('and where a run pauses in the middle of a block', () => {
    const params = { interval: '10 s' };
    const steps = [...Array.from({ length: 400 }, (_, i) => 700_000 * (i + 1)), Infinity];
    const whole = outcomeOf(made(fixedWorld(40), params));
    const inSteps = outcomeOf(made(fixedWorld(40), params), steps);
    expect(inSteps.same).toEqual(whole.same);
    expect(inSteps.replayed).toBeLessThan(whole.replayed);
  });

  test('and the last block ends the run at the same event', () => {
    for (const blocks of [2, 3, 7, 20]) {
      const world = fixedWorld(40, {}, { stop: { blocks } });
      expectSame(world, {});
    }
  });

  test('are told from those that something cuts short: to replay them too gives other results', () => {
    const own = Object.getOwnPropertyDescriptor(ArrivalVectors.prototype, 'isClear')!;
    Object.defineProperty(ArrivalVectors.prototype, 'isClear', { ...own, value: () => true });
    try {
      const wrong = outcomeOf(made(fixedWorld(60), { interval: '2 s' }));
      const full = outcomeOf(made(never(fixedWorld(60)), { interval: '2 s' }));
      expect(wrong.replayed).toBeGreaterThan(0);
      expect(wrong.same.digest).not.toBe(full.same.digest);
    } finally {
      Object.defineProperty(ArrivalVectors.prototype, 'isClear', own);
    }
  });
});

describe('the record says why arrivals are not replayed', () => {
  const lines = { up: 1e8, down: 1e8, occupancy: 'sending', rate: 'path', carries: 'blocks' };
  const compact = {
    use: 1,
    sizeBytes: 18_000,
    churnShare: 0.7,
    failure: { churn: 0.3, control: 0.1 },
    missing: { churn: 0.1, control: 0.01 },
    missingOf: 'receiver',
  };
  const members = { members: 3, bytesPerTransaction: 2, transactionBytes: 522.4 };
  test.each([
    ['the scenario says so', { relay: { ...relay, elide: 'never' } }, {}],
    ['delays differ from message to message', { latency: { ...byLink, draw: 'message' } }, {}],
    ['makers send their blocks unasked', { relay: { ...relay, kind: 'push' } }, {}],
    ['blocks wait for their turn on access lines', { bandwidth: lines }, {}],
    ['chance decides which compact blocks fail', { relay: { ...relay, compact } }, {}],
    ['a relay network sends blocks beside announcements', { relay: { ...relay, relayNetwork: members } }, {}],
    ['rewards change the race while blocks spread', {}, { economy: { reward: 1, compound: true } }],
  ])('%s', (because, network, parts) => {
    const world = fixedWorld(20, network, { stop: { blocks: 2 }, ...parts });
    expect(run(pow, world).arrivals).toEqual({ replayed: false, because });
  });

  test('or that they are; and nothing where the protocol does more at a block', () => {
    const world = fixedWorld(20, {}, { stop: { blocks: 2 } });
    expect(run(pow, world).arrivals).toEqual({ replayed: true });
    expect(run(ghost, world)).not.toHaveProperty('arrivals');
  });
});
