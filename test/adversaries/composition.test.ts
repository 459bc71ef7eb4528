import { behaviours } from '../../src/adversaries/index.js';
import type { NodeId, Observer, Protocol, Time } from '../../src/contract.js';
import { pbft } from '../../src/protocols/pbft.js';
import { fits } from '../../src/scenario/placement.js';
import { simulate } from '../../src/scenario/simulate.js';
import { assembled, carryOut, fault, MINUTE, registryWith, runSpec, SECOND } from '../fixtures/run-words.js';

const NAMES = behaviours.filter((behaviour) => fits(behaviour, pbft)).map(({ name }) => name);
/** The leader of view 0. */
const LIAR: NodeId = 0;
const NODES = 4;

/** Nodes that have voted for two things in one slot. */
class DoubleVotes implements Observer {
  readonly voters = new Set<NodeId>();
  private readonly votes = new Map<string, number>();

  onStatement(_time: Time, from: NodeId, kind: string, body: any): void {
    const facts = (pbft as Protocol).votes![kind];
    if (!facts) return;
    const slot = [kind, from, facts.height!(body), facts.view(body)].join(' ');
    const value = facts.value(body);
    if ((this.votes.get(slot) ?? value) !== value) this.voters.add(from);
    this.votes.set(slot, value);
  }
}

const span = { at: SECOND, until: 20 * SECOND };

describe.each(NAMES)('a node under %s', (outer) => {
  test.each(NAMES)('and %s breaks no promise of PBFT, though it leads', (inner) => {
    const faults = [fault(outer, { ids: [LIAR] }, span), fault(inner, { ids: [LIAR] }, span)];
    const spec = runSpec({ protocol: pbft, nodes: NODES, faults, rate: 1, stop: { time: MINUTE } });
    const { verdicts } = simulate(spec, { registry: registryWith(pbft), key: '', tree: false });
    expect(verdicts).toMatchObject({
      agreement: { is: 'holds' },
      validity: { is: 'holds' },
      liveness: { is: 'holds' },
    });
  });

  test('speaks through no other node: only it ever says two things in one slot, and only it is ever taken', () => {
    const words = { protocol: pbft, nodes: NODES, faults: [fault(outer, { ids: [LIAR] })], stop: { time: MINUTE } };
    const world = assembled(words);
    const watch = new DoubleVotes();
    world.host.outputs.add(watch);
    carryOut(world, words);
    expect([...watch.voters].filter((node) => node !== LIAR)).toEqual([]);
    expect([...world.faults.correct.keys()].filter((node) => !world.faults.correct[node] && node !== LIAR)).toEqual([]);
  });
});

test('an equivocating node does say two things in one slot', () => {
  const words = {
    protocol: pbft,
    nodes: NODES,
    faults: [fault('equivocate', { ids: [LIAR] })],
    stop: { blocks: 5, time: MINUTE },
  };
  const world = assembled(words);
  const watch = new DoubleVotes();
  world.host.outputs.add(watch);
  carryOut(world, words);
  expect([...watch.voters]).toEqual([LIAR]);
});
