import type { Protocol } from '../../src/contract.js';
import { protocols } from '../../src/protocols/index.js';
import { assemble } from '../../src/scenario/assembly.js';
import { fits } from '../../src/scenario/placement.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';
import { bears } from '../fixtures/bears.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

/** What every listed protocol must bear; being listed enrols it. n is the smallest that tolerates two faulty nodes. */
const N = 7;
const HOLDS = { is: 'holds' };

/** Message bodies are shared between nodes: whoever writes to one breaks another. */
function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return;
  Object.freeze(value);
  const parts = value instanceof Map ? value.values() : Object.values(value);
  for (const part of parts) deepFreeze(part);
}

describe.each(protocols.map((protocol) => [protocol.name, protocol] as const))('%s', (_name, protocol) => {
  const faulty = (f: number) => Array.from({ length: f }, (_, i) => i);
  const f = Math.min(2, protocol.faults(N, protocol.params.parse({})));
  const blocks = 25;
  // A synchronous protocol takes it that what honest nodes send always comes in time, and promises nothing without that.
  const whereDelaysVary = protocol.timing === 'synchronous' ? test.skip : test;

  test('decides when all are honest, over direct links and over a ring', () => {
    for (const topology of [{ kind: 'complete' }, { kind: 'ring', neighbours: 1 }]) {
      const record = run(protocol, worldWith(N, { network: { topology }, stop: { blocks } }));
      expectContent(record.verdicts);
      expect(record.ended).toBe('blocks');
      expect(record.columns['blocks_canonical']).toBe(blocks);
    }
  });

  test('says what it takes for granted, of the network and of those who take part', () => {
    for (const sentence of [protocol.assumes.network, protocol.assumes.honesty])
      expect(sentence).toMatch(/^[A-Z].{20,}[^.]$/);
  });

  test('one node alone decides', () => {
    const record = run(protocol, worldWith(1, { stop: { blocks } }));
    expect(record.columns['blocks_canonical']).toBe(blocks);
  });

  test('gives the same record twice, and another digest for another seed', () => {
    const latency = { kind: 'lognormal', median: 100_000, sigma: 0.4 };
    const world = worldWith(N, { network: { latency }, stop: { blocks } });
    expect(run(protocol, world)).toEqual(run(protocol, world));
    expect(run(protocol, world, { seed: 'test/1' }).digest).not.toBe(run(protocol, world).digest);
  });

  test('writes to no message that it has sent or received', () => {
    const latency = { kind: 'lognormal', median: 100_000, sigma: 0.4 };
    const world = worldWith(N, { network: { latency }, stop: { blocks }, faults: [fault('silent', { ids: [0] })] });
    const run = assemble(specOf(protocol, world), registry);
    const { host } = run;
    const { transport } = host;
    host.transport = {
      send: (from, to, kind, body) => (deepFreeze(body), transport.send(from, to, kind, body)),
      sendToMany: (from, kind, body, copies, destinations) => (
        deepFreeze(body),
        transport.sendToMany(from, kind, body, copies, destinations)
      ),
      broadcast: (from, kind, body) => (deepFreeze(body), transport.broadcast(from, kind, body)),
    };
    run.start();
    expect(host.simulator.run({ time: Infinity, events: 5_000_000 })).toBe('stopped');
  });

  const behaviours: readonly [string, Record<string, unknown>][] = [
    ['silent', {}],
    ['crash', {}],
    ['delay', { by: '700 ms' }],
    ['drop', { probability: 0.5 }],
    ['equivocate', {}],
    ['withhold', {}],
  ];
  const borne = behaviours.filter(([name]) => bears(protocol, registry.behaviours.get(name)));

  test.each(borne)('stays safe and live with f nodes under %s', (behaviour, params) => {
    const world = worldWith(N, { faults: [fault(behaviour, { ids: faulty(f) }, { params })], stop: { blocks } });
    const record = run(protocol, world);
    expectContent(record.verdicts);
    expect(record.columns['blocks_canonical']).toBe(blocks);
  });

  const attacks: readonly [string, Record<string, unknown>][] = [
    ['double-spend', { confirmations: 2, giveUp: 4 }],
    ['majority', { depth: 2 }],
    ['selfish-mining', {}],
    ['feather-fork', { producers: [5], giveUp: 3 }],
    ['pool-withholding', { pool: [2], into: [3, 4] }],
    ['eclipse', { victims: [6], feed: 'branch' }],
    ['hash-power-hopping', {}],
    ['grinding', {}],
    ['nothing-at-stake', { confirmations: 2, giveUp: 4, branches: 50 }],
    ['last-revealer', {}],
    ['long-range', { undo: 5 }],
  ];

  // What it breaks is a probability, which is held against theory; rules it must not break, nor lock the others up.
  test.each(attacks)(
    'under %s by three of seven miners breaks no rule, or is refused where nothing is mined',
    (behaviour, params) => {
      const ids = [0, 1, 2].slice(0, behaviour === 'pool-withholding' ? 2 : 3);
      const world = worldWith(N, { faults: [fault(behaviour, { ids }, { params })], stop: { blocks: 60 } });
      const deep = protocol.finality.by === 'depth' ? { params: { confirmations: 30 } } : {};
      if (!fits(registry.behaviours.get(behaviour), protocol, protocol.params.parse({}))) {
        expect(() => run(protocol, world, deep)).toThrow(`${behaviour} needs`);
        return;
      }
      const record = run(protocol, world, deep);
      expect(record.ended).toBe('blocks');
      expect(record.verdicts).toMatchObject({ validity: HOLDS, order: HOLDS });
    },
  );

  test('f nodes that crash and come back do no harm', () => {
    const world = worldWith(N, { stop: { blocks: 60 } });
    const crash = fault('crash', { ids: faulty(f) }, { at: 2 * S, until: 40 * S });
    const record = run(protocol, { ...world, faults: [crash] });
    expectContent(record.verdicts);
    expect(record.columns['blocks_canonical']).toBe(60);
  });

  whereDelaysVary('bears loss of one message in twenty and duplicates', () => {
    const world = worldWith(N, { network: { loss: 0.05, duplication: 0.1 }, stop: { blocks: 60 } });
    const record = run(protocol, world);
    expectContent(record.verdicts);
    expect(record.ended).toBe('blocks');
  });

  whereDelaysVary('a partition into halves ends in agreement once it heals', () => {
    const partition = {
      partition: [
        [0, 1, 2],
        [3, 4, 5, 6],
      ],
      oneWay: false,
      at: 1 * S,
      until: 25 * S,
    };
    const record = run(protocol, worldWith(N, { faults: [partition], stop: { blocks: 60 } }), soft(protocol));
    expectContent(record.verdicts);
    expect(record.ended).toBe('blocks');
  });

  whereDelaysVary('an adversarial scheduler before GST does not break agreement, and progress comes after it', () => {
    const synchrony = { gst: 20 * S, delta: S, before: 'adversarial' as const };
    const record = run(protocol, worldWith(N, { network: { synchrony }, stop: { blocks: 60 } }), soft(protocol));
    expectContent(record.verdicts);
    expect(record.ended).toBe('blocks');
  });
});

/** A chain's finality by depth holds only as long as no fork outlives it: deeper than the longest one made here. */
function soft(protocol: Protocol): { params?: object } {
  return protocol.finality.confirmations ? { params: { confirmations: 12 } } : {};
}
