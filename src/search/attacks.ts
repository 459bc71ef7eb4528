/** How faulty nodes are set against a protocol in the search for its bounds: who does what, where, under which network. */
import type { NodeId, Protocol } from '../contract.js';
import type { CaseFault } from './case.js';

/** From when on nothing cuts the network any more, in seconds. */
const HEALED_S = 20;

/** One way to use faulty nodes. */
export interface Attack {
  readonly name: string;
  /** The least that a node must be free to do. */
  readonly model: 'crash' | 'byzantine';
  /** Whether the network must be free to fall apart for a while. */
  readonly cuts: boolean;
  faults(this: void, faulty: readonly NodeId[], correct: readonly NodeId[]): readonly CaseFault[];
}

/** Where the faulty nodes stand. */
export interface Placement {
  readonly name: string;
  choose(count: number, n: number, random: () => number): NodeId[];
}

/** How messages travel. */
export interface Schedule {
  readonly name: string;
  /** Whether delays keep their bound from the start. */
  readonly synchronous: boolean;
  readonly network: { readonly [key: string]: unknown };
}

const behave =
  (behaviour: string, more: object = {}) =>
  (faulty: readonly NodeId[]): readonly CaseFault[] => [{ behaviour, ...more, nodes: { ids: faulty } }];

function halves(nodes: readonly NodeId[]): [NodeId[], NodeId[]] {
  const middle = Math.ceil(nodes.length / 2);
  return [nodes.slice(0, middle), nodes.slice(middle)];
}

/** A cut between groups, without those that are empty; none if fewer than two are left. */
function cut(groups: readonly (readonly (NodeId | string)[])[], at: number, until: number): CaseFault[] {
  const some = groups.filter((group) => group.length > 0);
  return some.length < 2 ? [] : [{ partition: some, at: `${at} s`, until: `${until} s` }];
}

export const ATTACKS: readonly Attack[] = [
  { name: 'silence', model: 'crash', cuts: false, faults: behave('silent') },
  { name: 'crash', model: 'crash', cuts: false, faults: behave('crash', { at: '1 s' }) },
  {
    name: 'crash and recovery around a partition',
    model: 'crash',
    cuts: true,
    faults(faulty, correct) {
      const [left, right] = halves(correct);
      return [
        ...cut([[...left, ...faulty], right], 0, HEALED_S / 2),
        ...cut([left, [...right, ...faulty]], HEALED_S / 2, HEALED_S),
        { behaviour: 'crash', nodes: { ids: faulty }, at: `${HEALED_S / 2} s`, until: `${HEALED_S / 2 + 1} s` },
      ];
    },
  },
  { name: 'loss', model: 'byzantine', cuts: false, faults: behave('drop', { probability: 0.5 }) },
  { name: 'twins', model: 'byzantine', cuts: false, faults: behave('twins', { sides: 'halves' }) },
  { name: 'twins, mixed', model: 'byzantine', cuts: false, faults: behave('twins', { sides: 'parity' }) },
  {
    name: 'twins across a partition',
    model: 'byzantine',
    cuts: true,
    faults(faulty, correct) {
      const [left, right] = halves(correct);
      return [
        { behaviour: 'twins', nodes: { ids: faulty } },
        ...cut(
          [
            [...left, ...faulty],
            [...right, ...faulty.map((node) => `${node}b`)],
          ],
          0,
          HEALED_S,
        ),
      ];
    },
  },
  { name: 'equivocation', model: 'byzantine', cuts: false, faults: behave('equivocate') },
  { name: 'delay', model: 'byzantine', cuts: false, faults: behave('delay', { by: '5 s' }) },
  {
    name: 'amnesia between two partitions',
    model: 'byzantine',
    cuts: true,
    faults(faulty, correct) {
      const [left, right] = halves(correct);
      return [
        ...cut([[...left, ...faulty], right], 0, HEALED_S / 2),
        { behaviour: 'amnesia', nodes: { ids: faulty }, at: `${HEALED_S / 2} s`, until: `${HEALED_S / 2 + 1} s` },
        ...cut([left, [...right, ...faulty]], HEALED_S / 2, HEALED_S),
      ];
    },
  },
  { name: 'late release', model: 'byzantine', cuts: false, faults: behave('late-release') },
  { name: 'double votes', model: 'byzantine', cuts: false, faults: behave('double-vote') },
  { name: 'votes to one half', model: 'byzantine', cuts: false, faults: behave('vote-split') },
  { name: 'hidden certificates', model: 'byzantine', cuts: false, faults: behave('withhold-certificates') },
  { name: 'omission', model: 'byzantine', cuts: false, faults: behave('omit') },
];

export const PLACEMENTS: readonly Placement[] = [
  { name: 'the first', choose: (count) => Array.from({ length: count }, (_, i) => i) },
  { name: 'the last', choose: (count, n) => Array.from({ length: count }, (_, i) => n - count + i) },
  { name: 'spread', choose: (count, n) => Array.from({ length: count }, (_, i) => Math.floor((i * n) / count)) },
  {
    name: 'drawn',
    choose(count, n, random) {
      const nodes = Array.from({ length: n }, (_, node) => node);
      for (let i = 0; i < count; i++) {
        const j = i + Math.floor(random() * (n - i));
        [nodes[i], nodes[j]] = [nodes[j]!, nodes[i]!];
      }
      return nodes.slice(0, count).toSorted((a, b) => a - b);
    },
  },
];

const CONSTANT = { kind: 'constant', delay: '100 ms' };
const promise = (scheduler: string) => ({
  latency: CONSTANT,
  synchrony: { gst: `${HEALED_S} s`, delta: '500 ms', before: 'adversarial', scheduler },
});

const SCHEDULES: readonly Schedule[] = [
  { name: 'constant delays', synchronous: true, network: { latency: CONSTANT } },
  {
    name: 'varying delays',
    synchronous: true,
    network: { latency: { kind: 'uniform', min: '20 ms', max: '200 ms' } },
  },
  { name: 'sides kept apart', synchronous: false, network: promise('sides') },
  { name: 'rushing', synchronous: false, network: promise('rushing') },
  { name: 'votes split', synchronous: false, network: promise('split-votes') },
];

/** What the protocol's paper says may happen. */
export function admissible(protocol: Protocol, registered: (behaviour: string) => boolean) {
  const { faultModel = 'byzantine', timing = 'partial' } = protocol;
  return {
    attacks: ATTACKS.filter(
      ({ model, cuts, faults }) =>
        (faultModel === 'byzantine' || model === 'crash') &&
        (timing === 'partial' || !cuts) &&
        faults([0], [1, 2]).every(({ behaviour }) => typeof behaviour !== 'string' || registered(behaviour)),
    ),
    schedules: SCHEDULES.filter(({ synchronous }) => timing === 'partial' || synchronous),
  };
}
