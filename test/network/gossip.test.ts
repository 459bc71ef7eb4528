import type { NodeId } from '../../src/contract.js';
import { fruitchains } from '../../src/protocols/fruitchains.js';
import { pbft } from '../../src/protocols/pbft.js';
import { pow } from '../../src/protocols/pow.js';
import { assemble } from '../../src/scenario/assembly.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

/** A ring of n nodes has n links; a flood over E links takes 2E − (n − 1) messages, for nobody sends back. */
const floodOnRing = (n: number) => 2 * n - (n - 1);

describe('gossip', () => {
  test('a broadcast on sparse links is flooded: 2E − (n − 1) messages each', () => {
    const n = 9;
    const world = worldWith(n, { network: { topology: { kind: 'ring', neighbours: 1 } }, stop: { blocks: 6 } });
    const record = run(pbft, world);
    // One pre-prepare, n − 1 prepares and n commits a decision; the floods of the last commits may be under way.
    const floods = 6 * (1 + (n - 1) + n);
    expect(record.messagesByKind['gossip.flood']).toBeLessThanOrEqual(floods * floodOnRing(n));
    expect(record.messagesByKind['gossip.flood']).toBeGreaterThan((floods - n) * floodOnRing(n));
    expect(record.verdicts['liveness']).toEqual({ is: 'holds' });
  });

  test('a flooded word comes from its speaker, not from the neighbour who passed it on', () => {
    const world = worldWith(8, { network: { topology: { kind: 'ring', neighbours: 1 } }, stop: { blocks: 3 } });
    const made = assemble(specOf(pbft, world), registry);
    const deciders = new Set<NodeId>();
    made.host.outputs.add({ onDecide: (_time, node) => void deciders.add(node) });
    made.start();
    made.host.simulator.run({ time: Infinity, events: 1e6 });
    // With votes counted under the neighbours' names no node could collect a quorum of six among two neighbours.
    expect(deciders.size).toBe(8);
  });

  test('a block reaches every protocol after its parent, however messages are delayed and lost', () => {
    const world = worldWith(10, {
      network: {
        topology: { kind: 'random-regular', degree: 3 },
        latency: { kind: 'exponential', mean: 20_000_000 },
        loss: 0.1,
        requestTimeout: 60_000_000,
      },
      stop: { blocks: 150 },
    });
    const made = assemble(specOf(pow, world, { interval: '1 min', confirmations: 12 }), registry);
    const { host } = made;
    let received = 0;
    host.outputs.add({
      onAdopt(_time, node, tip) {
        for (let at = tip; at > 0; at = host.tree.parent(at)) expect(host.tree.has(node, at)).toBe(true);
        received++;
      },
    });
    made.start();
    expect(host.simulator.run({ time: Infinity, events: 5e6 })).toBe('stopped');
    expect(received).toBeGreaterThan(1000);
  });

  test('a block reaches every protocol after all that it names, however messages are delayed and lost', () => {
    const world = worldWith(8, {
      network: {
        topology: { kind: 'random-regular', degree: 3 },
        latency: { kind: 'exponential', mean: 5_000_000 },
        loss: 0.1,
        requestTimeout: 30_000_000,
      },
      stop: { blocks: 60 },
    });
    const params = { interval: '1 min', fruitsPerBlock: 6, hangDepth: 4, recency: 12, confirmations: 12 };
    const made = assemble(specOf(fruitchains, world, params), registry);
    const { host } = made;
    let named = 0;
    let unseen = 0;
    host.outputs.add({
      onAdopt(_time, node, tip) {
        const lowest = host.tree.height(tip) - 12;
        for (let at = tip; at > 0 && host.tree.height(at) > lowest; at = host.tree.parent(at)) {
          for (const fruit of host.tree.references(at)) {
            if (!host.tree.has(node, fruit)) unseen++;
            named++;
          }
        }
      },
    });
    made.start();
    expect(host.simulator.run({ time: Infinity, events: 5e6 })).toBe('stopped');
    expect(unseen).toBe(0);
    expect(named).toBeGreaterThan(1000);
    // Fruits that a block came before had to be asked for.
    expect(made.traffic.messagesByKind()['gossip.fetch']).toBeGreaterThan(0);
  });

  test('a block that is refused is passed on by nobody, and neither are its descendants', () => {
    const world = worldWith(12, {
      network: { topology: { kind: 'ring', neighbours: 1 }, latency: { kind: 'constant', delay: 1000 } },
      stop: { blocks: 1_000_000 },
    });
    // Node 0 alone mines at twice the difficulty's work: unsound to all others.
    const cheat: typeof pow = {
      ...pow,
      input: {
        ...pow.input!,
        mined(s, me, puzzle) {
          if (me.id !== 0) return pow.input!.mined!(s, me, puzzle);
          const block = me.mint(s.tip, { work: 2 });
          s.tip = block;
          me.adopt(block);
          me.broadcast('block', { block });
        },
      },
    };
    const shipped = registry.protocols;
    const family = Object.assign(Object.create(shipped) as typeof shipped, { get: () => cheat });
    const made = assemble(specOf(pow, world), { ...registry, protocols: family });
    const { host } = made;
    const unsound: number[] = [];
    host.outputs.add({
      onMint(_time, node, block) {
        if (node === 0) unsound.push(block);
      },
      onAdopt(_time, node, tip) {
        if (node !== 0)
          for (const block of unsound)
            expect(host.tree.ancestor(tip, Math.min(host.tree.height(tip), host.tree.height(block)))).not.toBe(block);
      },
    });
    made.start();
    host.simulator.run({ time: 100 * 600_000_000, events: 1e6 });
    expect(unsound.length).toBeGreaterThan(0);
    for (const block of unsound) {
      for (let node = 2; node < 11; node++) expect(host.tree.has(node, block)).toBe(false);
    }
  });
});
