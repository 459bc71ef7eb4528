import { pow } from '../../src/protocols/pow.js';
import { DEFAULT_RELAY, type RelayTerms } from '../../src/network/relay/terms.js';
import type { RunRecord } from '../../src/runner/record.js';
import { assemble } from '../../src/scenario/assembly.js';
import type { Fault, World } from '../../src/scenario/world.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const COMPACT = {
  use: 0.964,
  sizeBytes: 18_000,
  churnShare: 0.976,
  failure: { churn: 0.27, control: 0.13 },
  missing: { churn: 'measured', control: 0.01 },
  missingOf: 'receiver',
} as const;
const RELAY_NETWORK = { members: 5, bytesPerTransaction: 2, transactionBytes: 522.4 } as const;

function relayed(n: number, relay: Partial<RelayTerms> = {}, network: object = {}, parts: object = {}): World {
  return worldWith(n, {
    nodes: { regions: { preset: 'bitcoin-2019' } },
    network: {
      topology: { kind: 'random-out', degree: 5, distribution: 'fixed' },
      latency: { kind: 'constant', delay: 100_000 },
      requestTimeout: null,
      relay: { ...DEFAULT_RELAY, ...relay },
      ...network,
    },
    stop: { blocks: 60 },
    ...parts,
  } as object);
}

const lines = (carries: string, occupancy = 'sending', up = 8e6) => ({
  bandwidth: { up, down: 2 * up, occupancy, rate: 'path', carries },
});
const kinds = (record: RunRecord, kind: string) => record.messagesByKind[kind] ?? 0;

describe('blocks on sparse links', () => {
  test('take the times that one reckons by hand: announcement, request, transfer, handling and check', () => {
    const world = relayed(
      2,
      { messageHandling: 10_000, blockHandling: 2_000, validation: { fixed: 500, perMegabyte: 400_000 } },
      { topology: { kind: 'edges', edges: [[0, 1]] }, ...lines('blocks') },
      { stop: { blocks: 5 } },
    );
    const made = assemble(specOf(pow, world, { blockSize: '500 kB' }), registry);
    const mintedAt: number[] = [];
    const delays: number[] = [];
    made.host.outputs.add({
      onMint: (time, _node, block) => void (mintedAt[block] = time),
      onReceive: (time, _node, block) => void delays.push(time - mintedAt[block]!),
    });
    made.start();
    made.host.simulator.run({ time: Infinity, events: 1e6 });
    // 2 · (100 + 10) ms for two small messages; 500 kB at 8 Mbit/s take 500 ms, then 100 + 2 ms; half a megabyte is checked
    // in 200.5 ms.
    const other = 220_000 + 500_000 + 102_000 + 200_500;
    expect(new Set(delays)).toEqual(new Set([other]));
  });

  test('are asked for once by every node, and a short form fails as often as its receivers’ classes say', () => {
    const [n, blocks] = [300, 60];
    const record = run(pow, relayed(n, { announce: 'adopted', compact: COMPACT }), { params: { blockSize: '535 kB' } });
    const requests = kinds(record, 'gossip.request') / (n * blocks);
    expect(requests).toBeGreaterThan(0.98);
    expect(requests).toBeLessThan(1.02);
    const short = kinds(record, 'gossip.compact');
    const share = short / kinds(record, 'gossip.request');
    // Both ends must use it; quotas are exact, links are not: one node in 28 does not, of some 10 neighbours each.
    expect(Math.abs(share - 0.964 * 0.964)).toBeLessThan(0.02);
    const failing = 0.976 * 0.27 + 0.024 * 0.13;
    const error = Math.sqrt((failing * (1 - failing)) / short);
    expect(Math.abs(kinds(record, 'gossip.missing') / short - failing)).toBeLessThan(4 * error);
    expect(kinds(record, 'gossip.part')).toBeLessThanOrEqual(kinds(record, 'gossip.missing'));
  });

  test('leave none stale where everything arrives at once', () => {
    const record = run(pow, relayed(40, {}, { latency: { kind: 'constant', delay: 0 } }), {
      params: { interval: '1 s' },
    });
    expect(record.columns['blocks_stale']).toBe(0);
  });

  test('leave as many stale when every time constant is doubled', () => {
    const stale = [1, 2].map((factor) => {
      const latency = { kind: 'constant', delay: factor * 100_000 };
      const network = { latency, bandwidth: { ...lines('blocks').bandwidth, up: 8e6 / factor, down: 16e6 / factor } };
      const relay = { messageHandling: factor * 10_000, blockHandling: factor * 2_000 };
      const world = relayed(40, relay, network, { stop: { blocks: 400 } });
      return run(pow, world, { params: { interval: `${factor * 10} s`, blockSize: '500 kB' } }).columns[
        'blocks_stale'
      ] as number;
    });
    // The draws are the same; only roundings to a microsecond differ.
    expect(stale[0]).toBeGreaterThan(40);
    expect(Math.abs(stale[0]! - stale[1]!)).toBeLessThanOrEqual(3);
  });

  test('go to the other members of a relay network compressed, and by push to neighbours unasked', () => {
    const blockSize = 535_000;
    const params = { blockSize: `${blockSize} B` };
    // Every block is made by a member when all that mine are members.
    const weights = { kind: 'list', values: [1, 1, 1, ...new Array<number>(37).fill(0)] };
    const members = { ...RELAY_NETWORK, members: 'miners' as const };
    const nodes = { count: 40, weights, regions: { preset: 'bitcoin-2019' } };
    const record = run(pow, relayed(40, { relayNetwork: members }, {}, { nodes }), { params });
    const made = (record.columns['blocks_canonical'] as number) + (record.columns['blocks_stale'] as number);
    expect(kinds(record, 'gossip.compressed')).toBeGreaterThanOrEqual(2 * made);
    expect(kinds(record, 'gossip.compressed')).toBeLessThanOrEqual(2 * made + 4);
    const pushed = run(pow, relayed(40, { kind: 'push' }), { params });
    const asked = run(pow, relayed(40), { params });
    expect(kinds(pushed, 'gossip.request')).toBeLessThan(0.85 * kinds(asked, 'gossip.request'));
    expect(kinds(pushed, 'block')).toBe(kinds(asked, 'block'));
  });
});

/** So fast that blocks do not pile up. */
const FAST = 80e6;

describe('every option of the relay changes what happens', () => {
  const params = { blockSize: '535 kB', interval: '4 s' };
  const base = { compact: COMPACT, relayNetwork: RELAY_NETWORK, announce: 'adopted' } as const;
  const outcome = (relay: Partial<RelayTerms>, network: object = {}) => {
    const { digest, columns } = run(
      pow,
      relayed(60, { ...base, ...relay }, { ...lines('blocks', 'sending', FAST), ...network }),
      {
        params,
      },
    );
    return `${digest} ${columns['bytes']}`;
  };
  const reference = outcome({});
  const changed = (compact: object) => ({ compact: { ...COMPACT, ...compact } });

  const options: readonly (readonly [string, Partial<RelayTerms>, object?])[] = [
    ['kind', { kind: 'headers' }],
    ['push', { kind: 'push' }],
    ['announce', { announce: 'all' }],
    ['messageHandling', { messageHandling: 1 }],
    ['blockHandling', { blockHandling: 1 }],
    ['validation.fixed', { validation: { fixed: 1, perMegabyte: 0 } }],
    ['validation.perMegabyte', { validation: { fixed: 0, perMegabyte: 10 } }],
    ['no relay network', { relayNetwork: undefined }],
    ['members', { relayNetwork: { ...RELAY_NETWORK, members: 6 } }],
    ['bytesPerTransaction', { relayNetwork: { ...RELAY_NETWORK, bytesPerTransaction: 3 } }],
    ['transactionBytes', { relayNetwork: { ...RELAY_NETWORK, transactionBytes: 500 } }],
    ['no compact blocks', { compact: undefined }],
    ['use', changed({ use: 0.5 })],
    ['size', changed({ sizeBytes: 19_000 })],
    ['churnShare', changed({ churnShare: 0.5 })],
    ['failure.churn', changed({ failure: { churn: 0.5, control: 0.13 } })],
    ['failure.control', changed({ churnShare: 0.5, failure: { churn: 0.27, control: 0.9 } })],
    ['missing.churn', changed({ missing: { churn: 0.5, control: 0.01 } })],
    ['missing.control', changed({ churnShare: 0.5, missing: { churn: 'measured', control: 0.5 } })],
    ['missingOf', changed({ missingOf: 'sender' })],
    ['carries', {}, lines('everything', 'sending', FAST)],
    ['occupancy', {}, lines('blocks', 'delivery', FAST)],
  ];

  test.each(options.map(([name, relay, network = {}]) => [name, relay, network] as const))(
    '%s',
    (_name, relay, network) => {
      expect(outcome(relay, network)).not.toBe(reference);
    },
  );
});

describe('announcements are left out', () => {
  const crash: Fault = { behaviour: 'crash', params: {}, nodes: { ids: [1] }, at: 0, until: 1_000_000 };
  const withhold: Fault = { behaviour: 'withhold', params: { kinds: [] }, nodes: { ids: [1] }, at: 0, until: null };
  const split = { partition: [[0], [1]], oneWay: false, at: 1, until: 2 };

  test.each<[string, World]>([
    ['the scenario says so', relayed(20, { elide: 'never' })],
    ['messages may be lost', relayed(20, {}, { loss: 0.01, requestTimeout: 20_000_000 })],
    ['messages may arrive twice', relayed(20, {}, { duplication: 0.01 })],
    ['messages may be held back', relayed(20, {}, { reordering: { probability: 0.1, by: 1000 } })],
    ['a scheduler chooses delays', relayed(20, {}, { synchrony: { gst: 0, delta: 200_000, before: 'random' } })],
    ['the network may be split', relayed(20, {}, { requestTimeout: 20_000_000 }, { faults: [split] })],
    ['behaviour crash may stop, delay or react to messages', relayed(20, {}, {}, { faults: [crash] })],
    ['announcements take bandwidth', relayed(20, {}, lines('everything'))],
    ['a request may time out', relayed(20, {}, { ...lines('blocks'), requestTimeout: 20_000_000 })],
    [
      'a request may time out',
      relayed(
        20,
        {},
        {
          latency: { kind: 'matrix', preset: 'bitcoin-2019', law: 'pareto', draw: 'message', scale: 1 },
          requestTimeout: 20_000_000,
        },
      ),
    ],
  ])('unless %s', (because, world) => {
    const short = { ...world, stop: { ...world.stop, blocks: 2 } };
    expect(run(pow, short).announcements).toEqual({ elided: false, because });
  });

  test('where nothing can need them, and where only protocols lie', () => {
    const worlds = [
      relayed(20),
      relayed(20, {}, { requestTimeout: 1_000_000 }),
      relayed(20, {}, {}, { faults: [withhold] }),
    ];
    for (const world of worlds) {
      expect(run(pow, { ...world, stop: { ...world.stop, blocks: 2 } }).announcements).toEqual({ elided: true });
    }
  });
});
