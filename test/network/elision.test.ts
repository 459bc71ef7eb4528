import { Transport } from '../../src/network/transport.js';
import { pow } from '../../src/protocols/pow.js';
import { assemble } from '../../src/scenario/assembly.js';
import type { World } from '../../src/scenario/world.js';
import { registry, specOf, worldWith } from '../fixtures/world.js';

const relay = {
  kind: 'inventory',
  announce: 'adopted',
  messageHandling: 10_000,
  blockHandling: 2_000,
  validation: { fixed: 0, perMegabyte: 0 },
  elide: 'auto',
} as const;
const compact = {
  use: 0.9,
  sizeBytes: 18_000,
  churnShare: 0.7,
  failure: { churn: 0.3, control: 0.1 },
  missing: { churn: 'measured', control: 0.01 },
  missingOf: 'receiver',
} as const;

/** A world like SimBlock's: jitter a message, uplinks that queue, no time-outs. */
function simBlockWorld(n: number, parts: object = {}, network: object = {}): World {
  return worldWith(n, {
    nodes: { regions: { preset: 'bitcoin-2019' } },
    network: {
      topology: { kind: 'random-out', degree: 4, distribution: 'fixed' },
      latency: { kind: 'matrix', preset: 'bitcoin-2019', law: 'pareto', draw: 'message', scale: 1 },
      bandwidth: { preset: 'bitcoin-2019', occupancy: 'delivery', carries: 'blocks' },
      requestTimeout: null,
      relay: { ...relay, ...parts },
      ...network,
    },
    stop: { blocks: 40 },
  } as object);
}

/** When each node adopted what, messages sent, blocks off the chain, digest, and events carried out. */
function outcomeOf(world: World, params: object, seed: string) {
  const made = assemble(specOf(pow, world, params, seed), registry);
  const adoptions: string[] = [];
  made.host.outputs.add({ onAdopt: (time, node, tip) => void adoptions.push(`${time} ${node} ${tip}`) });
  made.start();
  expect(made.host.simulator.run({ time: Infinity, events: 1e7 })).toBe('stopped');
  return {
    events: made.host.simulator.events,
    same: {
      adoptions,
      messages: made.traffic.messagesByKind(),
      bytes: made.traffic.bytes,
      stale: made.outcome.stale(40),
      digest: made.host.simulator.digest.hex(),
      end: made.host.simulator.now,
    },
  };
}

/** Means of all pairs of regions as long as this, with Pareto's jitter. */
function far(delay: string): object {
  const minutes = parseFloat(delay) * (delay.endsWith('h') ? 60 : 1);
  // The law's preset has means of some 100 ms: they are stretched, and the jitter of 5 ms with them.
  return { law: 'pareto', scale: minutes * 600 };
}

function expectSame(parts: object, params: object, network: object = {}, n = 60): void {
  for (const seed of ['a/0', 'a/1', 'a/2']) {
    const elided = outcomeOf(simBlockWorld(n, parts, network), params, seed);
    const full = outcomeOf(simBlockWorld(n, { ...parts, elide: 'never' }, network), params, seed);
    expect(elided.same).toEqual(full.same);
    expect(elided.events).toBeLessThan(0.75 * full.events);
  }
}

describe('announcements without effect', () => {
  test('may be left out: same adoptions, stale blocks, messages and digest, with jitter and queues', () => {
    expectSame({}, { blockSize: '535 kB' });
  });

  test('and with compact blocks that fail', () => {
    expectSame({ compact }, { blockSize: '535 kB' });
  });

  test('and with many forks, whichever blocks are announced', () => {
    for (const announce of ['adopted', 'all']) expectSame({ announce }, { blockSize: '535 kB', interval: '2 s' });
  });

  test('and with blocks pushed, a relay network, and validation', () => {
    const relayNetwork = { members: 5, bytesPerTransaction: 2, transactionBytes: 522.4 };
    const validation = { fixed: 1_000, perMegabyte: 380_000 };
    expectSame({ kind: 'push', validation }, { blockSize: '535 kB', interval: '5 s' });
    expectSame({ relayNetwork, kind: 'headers' }, { blockSize: '535 kB', interval: '5 s' });
  });

  test('and without bandwidth, where no request can time out', () => {
    const network = { bandwidth: undefined, latency: { kind: 'constant', delay: 100_000 }, requestTimeout: 20_000_000 };
    expectSame({}, { interval: '1 s' }, network);
  });

  test.each(['13 min', '40 min', '3 h'])('and where one hop takes %s, longer than a row counts times', (delay) => {
    const latency = { kind: 'matrix', preset: 'bitcoin-2019', draw: 'message', scale: 1, ...far(delay) };
    expectSame({}, { interval: '2 h' }, { bandwidth: undefined, latency });
  });

  test('are told from those with effect: a bound on delays that is too high gives other results', () => {
    const own = Object.getOwnPropertyDescriptor(Transport.prototype, 'least')!;
    // Only the first announcement that anybody sends to a node is carried out, not the first to arrive.
    Object.defineProperty(Transport.prototype, 'least', { ...own, value: () => 1e15 });
    try {
      const params = { blockSize: '535 kB' };
      const elided = outcomeOf(simBlockWorld(60), params, 'a/0');
      const full = outcomeOf(simBlockWorld(60, { elide: 'never' }), params, 'a/0');
      expect(elided.same.adoptions).not.toEqual(full.same.adoptions);
    } finally {
      Object.defineProperty(Transport.prototype, 'least', own);
    }
  });
});
