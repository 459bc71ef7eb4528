import type { Protocol } from '../../src/contract.js';
import { clique } from '../../src/protocols/clique.js';
import { fairRotation } from '../../src/protocols/fair-rotation.js';
import { pbft } from '../../src/protocols/pbft.js';
import type { RunRecord } from '../../src/runner/record.js';
import { fault, MINUTE, SECOND } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

/** Members 0 … k−1 of nine blacklist a fifth of the requests, of which one comes every five seconds. */
function cartelOf(members: number, protocol: Protocol, params: object = {}, until?: number): RunRecord {
  const ids = Array.from({ length: members }, (_, i) => i);
  const when = until === undefined ? {} : { until };
  const world = worldWith(9, {
    faults: [fault('cartel', { ids }, { params: { share: 0.2, ...params }, ...when })],
    workload: { rate: 0.2, size: 250, senders: 'equal' },
    stop: { blocks: 10_000, time: 40 * MINUTE },
  });
  return run(protocol, world, { params: { confirmations: 20 } });
}

const value = ({ columns }: RunRecord, name: string) => columns[name] as number;

describe.each([clique, fairRotation])('under $name a cartel', (protocol) => {
  test('of a minority censors nothing, and makes next to no block that counts', () => {
    const record = cartelOf(4, protocol);
    // Some eighty of four hundred are blacklisted: off by a tenth or so in one run.
    expect(Math.abs(value(record, 'cartel_let_through') - 1)).toBeLessThan(4 * 0.14);
    expect(value(record, 'cartel_share')).toBeLessThan(0.05);
    expect(value(record, 'cartel_orphaned')).toBeLessThan(5);
  });

  test('of a majority censors all, and orphans what others make', () => {
    const record = cartelOf(6, protocol);
    expect(value(record, 'cartel_let_through')).toBe(0);
    expect(value(record, 'cartel_share')).toBeGreaterThan(0.95);
    expect(value(record, 'cartel_orphaned')).toBeGreaterThan(50);
  });

  test('of a minority that gives up two blocks behind goes on with the others, and censors nothing', () => {
    const record = cartelOf(3, protocol, { giveUp: 2 });
    expect(value(record, 'cartel_share')).toBeGreaterThan(0.15);
    expect(Math.abs(value(record, 'cartel_let_through') - 1)).toBeLessThan(4 * 0.14);
  });

  test('that ends hears what it had ignored, and joins the others', () => {
    const ended = cartelOf(4, protocol, {}, 600 * SECOND);
    expect(value(ended, 'cartel_share')).toBeGreaterThan(0.2);
    expect(ended.verdicts['liveness']).toEqual({ is: 'holds' });
  });
});

test('a cartel is refused where blocks are decided, and without anything to blacklist', () => {
  const faults = [fault('cartel', { ids: [0] })];
  expect(() => run(pbft, worldWith(4, { faults }))).toThrow('cartel needs a chain whose blocks are final by depth');
  expect(() => fault('cartel', { ids: [0] }, { params: { share: 0 } })).toThrow('nothing is blacklisted');
});
