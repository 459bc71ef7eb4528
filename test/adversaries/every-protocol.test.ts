import { behaviours } from '../../src/adversaries/index.js';
import type { BlockId, NodeId, Observer, Protocol, Time } from '../../src/contract.js';
import { protocols } from '../../src/protocols/index.js';
import { fits } from '../../src/scenario/placement.js';
import { simulate } from '../../src/scenario/simulate.js';
import type { World } from '../../src/scenario/world.js';
import { expectContent } from '../fixtures/verdicts.js';
import { bears } from '../fixtures/bears.js';
import { assembled, carryOut, fault, registryWith, runSpec, type RunWords } from '../fixtures/run-words.js';

const NODES = 7;
const BLOCKS = 40;
const TAKEN: NodeId = 0;
const sparse: Partial<World['network']> = { topology: { kind: 'random-regular', degree: 4 } };
const complete: Partial<World['network']> = {};

/** What one node does, by time. */
class Watch implements Observer {
  readonly sent: { readonly time: Time; readonly kind: number; readonly copies: number }[] = [];
  readonly outputs: Time[] = [];
  readonly minted: BlockId[] = [];

  onSend(time: Time, from: NodeId, kind: number, copies: number): void {
    if (from === TAKEN) this.sent.push({ time, kind, copies });
  }

  onMint(_time: Time, node: NodeId, block: BlockId): void {
    if (node === TAKEN) this.minted.push(block);
  }

  onAdopt(time: Time, node: NodeId): void {
    if (node === TAKEN) this.outputs.push(time);
  }

  onDecide(time: Time, node: NodeId): void {
    if (node === TAKEN) this.outputs.push(time);
  }
}

function watched(words: RunWords): { watch: Watch; world: ReturnType<typeof assembled> } {
  const world = assembled(words);
  const watch = new Watch();
  world.host.outputs.add(watch);
  carryOut(world, words);
  return { watch, world };
}

const MADE_BY_THE_FIRST = ['on-demand-pow'];

/** The middle half of an honest run, by protocol. */
const spans = new Map(
  protocols.map((protocol) => {
    const { world } = watched({ protocol, nodes: NODES, stop: { blocks: BLOCKS } });
    const end = world.host.simulator.now;
    return [protocol, { at: Math.round(end / 4), until: Math.round((3 * end) / 4) }];
  }),
);

/** A run somewhat longer than an honest one, in which one node is taken for the middle half of that. */
function taken(
  protocol: Protocol,
  behaviour: string,
  params: Record<string, unknown>,
  network = complete,
  words: Partial<RunWords> = {},
) {
  const { at, until } = spans.get(protocol)!;
  const stop = { time: 2 * until };
  const faults = [fault(behaviour, { ids: [TAKEN] }, { at, until, params })];
  // Clients who wait for an answer of a correct node would bring nothing more where the taken one makes all blocks.
  const rate = MADE_BY_THE_FIRST.includes(protocol.name) ? { rate: 1 } : {};
  const { watch, world } = watched({ protocol, nodes: NODES, faults, stop, network, ...rate, ...words });
  const within = (time: Time) => time >= at && time < until;
  return { watch, world, at, until, within };
}

const HOLDS = { is: 'holds' };
const DECIDE_BY_ASKING = ['snowman'];

describe.each(protocols.map((protocol) => [protocol.name, protocol] as const))('%s', (_name, protocol) => {
  test.each([
    ['a complete graph', complete],
    ['sparse links', sparse],
  ])('a node that crashes on %s does nothing while down, and works again after', (_links, network) => {
    const { watch, within, until } = taken(protocol, 'crash', {}, network);
    expect(watch.sent.filter(({ time }) => within(time))).toEqual([]);
    expect(watch.outputs.filter(within)).toEqual([]);
    expect(watch.sent.some(({ time }) => time > until)).toBe(true);
    expect(watch.outputs.some((time) => time > until)).toBe(true);
  });

  test.each([
    ['silent', {}, complete],
    ['silent', {}, sparse],
    ['drop', { probability: 1 }, complete],
    ['drop', { probability: 1 }, sparse],
  ])('under %s with %j a node says nothing to others', (behaviour, params, network) => {
    const { watch, within, until } = taken(protocol, behaviour, params, network);
    expect(watch.sent.filter(({ time }) => within(time))).toEqual([]);
    expect(watch.sent.some(({ time }) => time > until)).toBe(true);
  });

  test('a silent node on a complete graph still hears', () => {
    const { watch, within } = taken(protocol, 'silent', {});
    // Who decides by the answers to its own questions learns nothing if it cannot ask.
    expect(watch.outputs.some(within)).toBe(!DECIDE_BY_ASKING.includes(protocol.name));
  });

  test('what a node with a delay says leaves later by as much', () => {
    const by = Math.round(spans.get(protocol)!.at / 2);
    const { watch, within, at } = taken(protocol, 'delay', { by: `${by} us` });
    expect(watch.sent.filter(({ time }) => time >= at && time < at + by)).toEqual([]);
    expect(watch.sent.some(({ time }) => within(time))).toBe(true);
  });

  const fitting = behaviours
    .filter((behaviour) => fits(behaviour, protocol, protocol.params.parse({})))
    // Some say nothing as long as their victims are not named; their own tests do.
    .filter(({ params }) => params.safeParse({}).success)
    .map((behaviour) => [behaviour.name, behaviour] as const);
  const borne = behaviours.filter((behaviour) => bears(protocol, behaviour)).map(({ name }) => name);

  (borne.includes('equivocate') ? test : test.skip)(
    'an equivocator says nothing to all nodes at once, in exactly the kinds that can be forged',
    () => {
      // Some messages are only sent where there are requests.
      const words = protocol.outstanding ? {} : { rate: 0.01 };
      const { watch, within, world } = taken(protocol, 'equivocate', {}, complete, words);
      const forged = watch.sent.filter(({ kind }) => protocol.forge?.[world.kinds[kind]!]);
      const broadcasts = forged.filter(({ time, copies }) => within(time) && copies > NODES / 2);
      expect(broadcasts).toEqual([]);
      expect(forged.some(({ time }) => within(time))).toBe(Object.keys(protocol.forge ?? {}).length > 0);
    },
  );

  // Where blocks are made for requests alone, a faulty node makes none: no client goes there.
  const makesBlocks = Object.keys(protocol.carries ?? {}).length > 0 && !protocol.outstanding;
  (makesBlocks ? test : test.skip)('nobody outside the coalition ever sees a block that is withheld', () => {
    const faults = [fault('withhold', { ids: [TAKEN, 3] })];
    const { watch, world } = watched({ protocol, nodes: NODES, faults, stop: { blocks: BLOCKS } });
    const seers = (block: BlockId) => [...Array(NODES).keys()].filter((node) => world.host.tree.has(node, block));
    expect(watch.minted.length).toBeGreaterThan(0);
    for (const block of watch.minted.slice(0, -1)) expect(seers(block)).toEqual([TAKEN, 3]);
  });

  test.each(fitting)(
    'one of seven nodes under %s for a while on sparse links breaks no promise, and the run can be repeated',
    (name, behaviour) => {
      const { at, until } = spans.get(protocol)!;
      const faults = [fault(name, { ids: [TAKEN] }, { at, until })];
      const stop = { blocks: BLOCKS, time: 100 * until };
      const spec = runSpec({ protocol, nodes: NODES, network: sparse, faults, stop });
      const [record, again] = [0, 1].map(() =>
        simulate(spec, { registry: registryWith(protocol), key: '', tree: false }),
      );
      if (bears(protocol, behaviour)) expectContent(record!.verdicts);
      expect(again!.digest).toBe(record!.digest);
    },
  );

  test.each(fitting)('f of seven nodes under %s all the time do not break agreement or validity', (name, behaviour) => {
    const params: unknown = protocol.params.parse({});
    const f = protocol.faults(NODES, params);
    const depth = protocol.finality.by === 'depth' ? protocol.finality.confirmations(params) : 0;
    const nodes = behaviour.adaptive ? { count: NODES } : { ids: [...Array(f).keys()] };
    const stop = { blocks: BLOCKS / 4 + depth, time: 20 * spans.get(protocol)!.until };
    const spec = runSpec({ protocol, nodes: NODES, faults: [fault(name, nodes)], stop });
    const { verdicts } = simulate(spec, { registry: registryWith(protocol), key: '', tree: false });
    if (bears(protocol, behaviour)) expect(verdicts).toMatchObject({ agreement: HOLDS, validity: HOLDS });
  });
});
