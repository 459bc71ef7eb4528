/** Whether plug-ins take the numbers that they are given together: each is tried once, as a run would. */
import seedrandom from 'seedrandom';
import type { WeightDistribution } from '../contract.js';
import { placeRegions } from '../network/regions.js';
import { regionNames } from './cross-checks.js';
import { captivesOf, selectByWeight } from './placement.js';
import type { Complaint, Path } from './problems.js';
import type { Registry } from './families.js';
import type { WorldSections } from './section-validator.js';
import { requireStakes } from './stake-checks.js';
import { shortened } from './wording.js';
import type { Choice, World } from './world.js';

/** Larger networks are tried by the run itself; loading stays quick. */
const MOST = { weights: 100_000, topology: 1_000 } as const;
const LEAST_TOTAL = 1e-100;
const MOST_TOTAL = 1e100;
/** Nodes over all points of a sweep. */
const MOST_IN_ALL = { weights: 500_000, topology: 5_000 } as const;

type Attempt = (path: Path, subject: unknown, setting: string, run: () => unknown) => void;
type Weighed = ReturnType<WeightDistribution['weigh']>;

export class Fitting {
  private readonly registry: Registry;
  private readonly answers = new Map<unknown, Map<string, string | undefined>>();
  private readonly left: { weights: number; topology: number } = { ...MOST_IN_ALL };

  constructor(registry: Registry) {
    this.registry = registry;
  }

  /** @param topology whether to try that too: not when it has been complained of already */
  check({ nodes, network, protocols, faults, economy, detail }: WorldSections, topology: boolean): Complaint[] {
    const complaints: Complaint[] = [];
    const attempt: Attempt = (path, subject, setting, run) => {
      const message = this.attempt(subject, setting, run);
      if (message !== undefined) complaints.push({ path, message });
    };
    if (!nodes) return complaints;
    const { count, weights } = nodes;
    if (this.affords('weights', count)) {
      attempt(['nodes', 'weights'], weights, `${count} ${JSON.stringify(nodes.regions)}`, () =>
        this.requireUsable(this.weigh(nodes), nodes),
      );
    }
    for (const [label, { kind, params }] of protocols) {
      attempt(['protocols', label], params, String(count), () =>
        this.registry.protocols.get(kind).faults(count, params),
      );
    }
    if (economy && complaints.length === 0 && count <= MOST.weights) {
      attempt(['economy'], economy, JSON.stringify(nodes), () =>
        requireStakes({ weights: this.weigh(nodes).weights, economy }),
      );
      this.checkProtocols(nodes, protocols, economy, attempt);
    }
    if (network) {
      const regions = nodes.regions;
      attempt(['network', 'latency'], network.latency, JSON.stringify(regions), () => this.makeLaw(network, regions));
      if (topology && complaints.length === 0 && this.affords('topology', count)) {
        attempt(['network', 'topology'], network.topology, `${count} ${JSON.stringify(weights)}`, () =>
          this.registry.topologies
            .get(network.topology.kind)
            .build(optionsOf(network.topology), count, source(), this.weigh(nodes).weights),
        );
      }
    }
    if (complaints.length === 0) this.checkFaults(nodes, faults, detail ?? 'messages', attempt);
    return complaints;
  }

  /** Options of protocols against stakes; where these are drawn, against one draw of them. */
  private checkProtocols(
    nodes: World['nodes'],
    protocols: WorldSections['protocols'],
    economy: World['economy'],
    attempt: Attempt,
  ): void {
    for (const [label, { kind, params }] of protocols) {
      const protocol = this.registry.protocols.get(kind);
      if (!protocol.requires) continue;
      attempt(['protocols', label], params, JSON.stringify([nodes, economy]), () =>
        protocol.requires!(params, { weights: this.weigh(nodes).weights, economy }),
      );
    }
  }

  /** Options of behaviours against nodes; where these are drawn, against one draw of them. */
  private checkFaults(
    nodes: World['nodes'],
    faults: WorldSections['faults'],
    detail: 'messages' | 'blocks',
    attempt: Attempt,
  ): void {
    const chosen = faults.flatMap((fault, index) => {
      if (!fault || 'partition' in fault || 'region' in fault.nodes || 'role' in fault.nodes) return [];
      return [{ fault, index, nodes: fault.nodes, behaviour: this.registry.behaviours.get(fault.behaviour) }];
    });
    // Which faults hold captives decides who is in league with whom.
    const setting = JSON.stringify([nodes, chosen.map(({ fault }) => fault), detail]);
    const placed = () => {
      const { weights } = this.weigh(nodes);
      return chosen.map((each) => ({
        ...each,
        weights,
        coalition: new Set(selectByWeight(each.nodes, weights, source())),
      }));
    };
    for (const { fault, index, behaviour } of chosen) {
      if (!behaviour.requires) continue;
      attempt(['faults', index], fault.params, setting, () => {
        const all = placed();
        const { coalition, weights } = all.find((each) => each.index === index)!;
        behaviour.requires!(fault.params, { coalition, captives: captivesOf({ coalition }, all), weights, detail });
      });
    }
  }

  private makeLaw(network: World['network'], regions: World['nodes']['regions']): unknown {
    const { latency } = network;
    return this.registry.latencyLaws
      .get(latency.kind)
      .make(optionsOf(latency), { names: regionNames(regions), of: new Int32Array(1) }, () => 0.5);
  }

  private weigh({ count, weights }: World['nodes']): Weighed {
    return this.registry.weightDistributions.get(weights.kind).weigh(optionsOf(weights), count, source());
  }

  /** Rates and shares are sums and quotients of weights, which must stay numbers; regions must be those of the nodes. */
  private requireUsable({ weights, regions: settled }: Weighed, { count, regions }: World['nodes']): void {
    if (settled) placeRegions(regions, count, source(), settled);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total >= LEAST_TOTAL && total <= MOST_TOTAL) return;
    throw new Error(`all weights together are ${total}, and must be from ${LEAST_TOTAL} to ${MOST_TOTAL}`);
  }

  private affords(what: keyof typeof MOST, nodes: number): boolean {
    if (nodes > MOST[what] || nodes > this.left[what]) return false;
    this.left[what] -= nodes;
    return true;
  }

  /** The message of the error that `run` throws, asked once per subject and setting. */
  private attempt(subject: unknown, setting: string, run: () => unknown): string | undefined {
    const answers = this.answers.get(subject) ?? new Map<string, string | undefined>();
    this.answers.set(subject, answers);
    if (!answers.has(setting)) answers.set(setting, failureOf(run));
    return answers.get(setting);
  }
}

function optionsOf({ kind: _kind, ...options }: Choice): Record<string, unknown> {
  return options;
}

const source = () => seedrandom.alea('fitting');

function failureOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.length > 300 ? `${text.slice(0, 299)}…` : text || shortened(String(error));
  }
}
