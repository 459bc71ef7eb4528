import { z } from 'zod';
import type {
  Behaviour,
  Invariant,
  LatencyLaw,
  Plugin,
  Protocol,
  Topology,
  WeightDistribution,
} from '../../src/contract.js';
import type { Metric } from '../../src/metrics/metric.js';
import { duration, positiveDuration } from '../../src/quantities.js';
import { Family, type Registry } from '../../src/scenario/families.js';

/** Plug-ins that only have options: what the loader says of a file must not change when a protocol is added. */
export function protocol(name: string, parts: Partial<Protocol> = {}): Protocol {
  return {
    name,
    describe: `The protocol ${name}.`,
    paper: 'none',
    params: z.strictObject({ timeout: positiveDuration().prefault('2 s').describe('Patience.') }),
    threshold: 'majority',
    finality: { by: 'decide' },
    faults: (n) => Math.floor((n - 1) / 3),
    assumes: { identity: 'members', network: '', honesty: '' },
    livenessBound: () => 0,
    init: () => ({}),
    on: {},
    ...parts,
  };
}

const chain = protocol('chain', {
  params: z.strictObject({ interval: positiveDuration().prefault('10 min'), depth: z.int().min(1).prefault(6) }),
});
const vote = protocol('vote', { roles: { leader: () => [0] } });

function behaviour(name: string, params: Plugin['params']): Behaviour {
  return { name, describe: `They ${name}.`, params, faulty: 'crash', seam: 'protocol', wrap: (make) => make };
}

const constant: LatencyLaw = {
  name: 'constant',
  describe: 'Always the same.',
  params: z.strictObject({ delay: duration().prefault('100 ms') }),
  make: () => ({ delay: () => 0 }),
};
const lognormal: LatencyLaw = {
  name: 'lognormal',
  describe: 'A long tail.',
  params: z.strictObject({ median: duration().prefault('100 ms'), sigma: z.number().min(0).prefault(0.4) }),
  make: () => ({ delay: () => 0 }),
};
const complete: Topology = {
  name: 'complete',
  describe: 'All with all.',
  params: z.strictObject({}),
  build: () => 'complete',
};
const edges: Topology = {
  name: 'edges',
  describe: 'Links given one by one.',
  params: z.strictObject({ edges: z.array(z.tuple([z.int().min(0), z.int().min(0)])) }),
  build: () => 'complete',
};
const equal: WeightDistribution = {
  name: 'equal',
  describe: 'All the same.',
  params: z.strictObject({}),
  weigh: (_, n) => ({ weights: new Array<number>(n).fill(1) }),
};
const list: WeightDistribution = {
  name: 'list',
  describe: 'One by one.',
  params: z.strictObject({ values: z.array(z.number().min(0)) }),
  weigh({ values }: { values: number[] }, n) {
    if (values.length !== n) throw new Error(`weights list: ${values.length} values for ${n} nodes`);
    return { weights: values };
  },
};

function invariant(name: string): Invariant {
  return { name, describe: `It is ${name}.`, sort: 'safety', make: () => ({ verdict: () => ({ is: 'holds' }) }) };
}

function metric(name: string, core = true): Metric {
  return { name, describe: `Of ${name}.`, decentralised: 'lower', compares: 'shares', core, compute: () => 0 };
}

function family<P extends { readonly name: string; readonly describe: string }>(title: string, all: readonly P[]) {
  return new Family<P>(
    title,
    all.map((member) => [member.name, member] as const),
  );
}

export const fixtures: Registry = {
  protocols: family('protocol', [chain, vote]),
  behaviours: family('behaviour', [
    behaviour('crash', z.strictObject({ memory: z.enum(['kept', 'lost']).prefault('kept') })),
    behaviour('lie', z.strictObject({ to: z.array(z.int()).optional() })),
  ]),
  latencyLaws: family('latency law', [constant, lognormal]),
  topologies: family('topology', [complete, edges]),
  weightDistributions: family('weight distribution', [equal, list]),
  invariants: family('invariant', [invariant('agreement'), invariant('liveness')]),
  metrics: family('metric', [metric('gini'), metric('nakamoto'), metric('theil', false)]),
  predictions: family('prediction', []),
};

/** The least that is a scenario. */
export const SMALL = `name: small
stop: { blocks: 10 }
nodes: { count: 4 }
protocols: { vote: { kind: vote } }
`;
