import { pbft } from '../../src/protocols/pbft.js';
import { assemble } from '../../src/scenario/assembly.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

/** Delays of all copies that were sent over the network, in microseconds; Infinity for a lost one. */
function delaysOf(world: ReturnType<typeof worldWith>): number[] {
  const assembled = assemble(specOf(pbft, world), registry);
  const delays: number[] = [];
  assembled.host.outputs.add({ onTransmit: (time, _from, _to, _kind, arrival) => delays.push(arrival - time) });
  assembled.start();
  assembled.host.simulator.run({ time: Infinity, events: 1_000_000 });
  return delays;
}

describe('the transport', () => {
  test('holds the stated share of messages, evenly up to the stated time: within 4 standard errors', () => {
    const by = 300_000;
    const world = worldWith(7, { network: { reordering: { probability: 0.25, by } }, stop: { blocks: 40 } });
    const delays = delaysOf(world);
    const held = delays.filter((delay) => delay > 100_000).map((delay) => delay - 100_000);
    expect(delays.length).toBeGreaterThan(3_000);
    expect(Math.abs(held.length - delays.length / 4)).toBeLessThan(4 * Math.sqrt(delays.length * 0.25 * 0.75));
    const mean = held.reduce((sum, delay) => sum + delay, 0) / held.length;
    expect(Math.abs(mean - by / 2)).toBeLessThan((4 * by) / Math.sqrt(12 * held.length));
    expect(Math.max(...delays)).toBeLessThanOrEqual(100_000 + by);
  });

  test('carries out the same run whether or not anybody listens to single copies', () => {
    const latency = { kind: 'lognormal', median: 100_000, sigma: 0.4 };
    const world = worldWith(7, { network: { latency }, stop: { blocks: 5 } });
    const watched = assemble(specOf(pbft, world), registry);
    watched.host.outputs.add({ onTransmit: () => undefined });
    watched.start();
    watched.host.simulator.run({ time: Infinity, events: 1_000_000 });
    expect(watched.host.simulator.digest.hex()).toBe(run(pbft, world).digest);
  });

  test('tells of every copy that is lost', () => {
    const delays = delaysOf(worldWith(4, { network: { loss: 0.3 }, stop: { blocks: 3 } }));
    const lost = delays.filter((delay) => delay === Infinity).length;
    expect(Math.abs(lost / delays.length - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / delays.length));
  });
});
