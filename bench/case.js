/** Runs one case in this process and prints one line of JSON: CPU seconds, events, peak memory. */
import { createRegistry } from '../dist/scenario/registry.js';
import { simulate } from '../dist/scenario/simulate.js';
import { cases } from './cases.js';

const [name, blocks] = process.argv.slice(2);
const { kind, world, params = {} } = cases[name];
const registry = createRegistry();
const parse = (family, choice) => {
  const { kind: chosen, ...params } = choice;
  return { kind: chosen, ...registry[family].get(chosen).params.parse(params) };
};
const spec = {
  variant: '',
  protocol: kind,
  kind,
  params: registry.protocols.get(kind).params.parse(params),
  seed: 'bench/0',
  world: {
    ...world,
    faults: world.faults.map((fault) => ({
      ...fault,
      params: registry.behaviours.get(fault.behaviour).params.parse({}),
    })),
    nodes: { ...world.nodes, weights: parse('weightDistributions', world.nodes.weights) },
    network: {
      ...world.network,
      topology: parse('topologies', world.network.topology),
      latency: parse('latencyLaws', world.network.latency),
    },
    stop: { ...world.stop, blocks: Number(blocks ?? world.stop.blocks) },
  },
};
const record = simulate(spec, { registry, key: 'bench', tree: false });
const { user, system } = process.cpuUsage();
process.stdout.write(
  `${JSON.stringify({
    cpuS: (user + system) / 1e6,
    events: record.columns.events,
    messages: record.columns.messages,
    blocks: record.columns.blocks_canonical,
    peakMb: process.resourceUsage().maxRSS / 1024,
    digest: record.digest,
    verdicts: Object.fromEntries(Object.entries(record.verdicts).map(([rule, verdict]) => [rule, verdict.is])),
  })}\n`,
);
