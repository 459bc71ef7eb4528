/** Options that would have no effect beside what else a scenario says are refused, not ignored. */
import type { Beside, Condition, Plugin } from '../contract.js';
import { formatPath, valueAt } from './path.js';
import type { Complaint, Path } from './problems.js';
import type { Registry } from './families.js';
import type { WorldSections } from './section-validator.js';
import { shown } from './wording.js';
import type { World } from './world.js';

type Mapping = Readonly<Record<string, unknown>>;

const COMPOUNDED: Condition<World['economy']> = {
  what: 'a reward, geometric or inflation',
  holds: ({ compound, inflation }, { rewards }) => !compound || rewards || inflation !== undefined,
};

const KEPT_OF: Condition = {
  what: 'economy.reward, geometric or workload.fee',
  holds: (_params, { rewards, fees }) => rewards || fees,
};

const TWO_POOLS: Condition<World['economy']> = {
  what: 'two pools or more',
  holds: ({ delegation }) => delegation!.pools.length > 1,
};

const SEVERAL_IDENTITIES: Condition<{ readonly identities: number; readonly cost: number }> = {
  what: 'two identities or more, or a cost',
  holds: ({ identities, cost }) => identities > 1 || cost > 0,
};

/** Nothing is made after `stop.blocks`. */
function untilBlock(most: number): Condition<{ readonly block: number }> {
  return { what: `blocks up to stop.blocks, ${most}`, holds: ({ block }) => block <= most };
}

/** What points of a sweep say of each option that is written: one that has an effect at any point of it may stand. */
export class IdleOptions {
  private readonly registry: Registry;
  private readonly heeded = new Set<string>();
  private readonly idle = new Map<string, Complaint>();

  constructor(registry: Registry) {
    this.registry = registry;
  }

  /**
   * Looks at one point. Only what the file says itself counts: a default is nobody's wish.
   * @param place of a complaint about this point
   */
  look(sections: WorldSections, raw: Mapping, place: (complaint: Complaint) => Complaint): void {
    const beside = besideOf(sections, raw);
    if (!beside) return;
    const { registry } = this;
    const report = (path: Path, condition: Condition, params: unknown) => {
      const written = valueAt(raw, path);
      if (written === undefined) return;
      const key = formatPath(path);
      if (condition.holds(params, beside)) this.heeded.add(key);
      else if (!this.idle.has(key)) {
        const message = `expected only with ${condition.what}, without which it has no effect; found ${shown(written)}`;
        this.idle.set(key, place({ path, message }));
      }
    };
    const check = (path: Path, plugin: Plugin, params: unknown) => {
      for (const [option, condition] of Object.entries(plugin.beside ?? {}))
        report([...path, option], condition, params);
    };
    for (const [label, { kind, params }] of sections.protocols) {
      check(['protocols', label], registry.protocols.get(kind), params);
    }
    sections.faults.forEach((fault, index) => {
      if (!fault || 'partition' in fault) return;
      check(['faults', index], registry.behaviours.get(fault.behaviour), fault.params);
    });
    const { topology, latency } = sections.network ?? {};
    if (topology) check(['network', 'topology'], registry.topologies.get(topology.kind), topology);
    if (latency) check(['network', 'latency'], registry.latencyLaws.get(latency.kind), latency);
    report(['economy', 'compound'], COMPOUNDED, sections.economy);
    const { changes = [], delegation, splits = [] } = sections.economy!;
    splits.forEach((split, index) => report(['economy', 'splits', index, 'identities'], SEVERAL_IDENTITIES, split));
    changes.forEach((change, index) => {
      report(['economy', 'changes', index, 'block'], untilBlock(sections.stop?.blocks ?? Infinity), change);
    });
    report(['economy', 'delegation', 'revisionBlocks'], TWO_POOLS, sections.economy);
    delegation?.pools.forEach((_, index) =>
      report(['economy', 'delegation', 'pools', index, 'commission'], KEPT_OF, {}),
    );
  }

  /** About what has no effect at any point. */
  complaints(): Complaint[] {
    return [...this.idle].flatMap(([key, complaint]) => (this.heeded.has(key) ? [] : [complaint]));
  }
}

/** Undefined while a section that it takes cannot be read. */
function besideOf({ economy, detail, workload, commands }: WorldSections, raw: Mapping): Beside | undefined {
  if (!economy || !detail) return undefined;
  if ((raw['workload'] !== undefined && !workload) || (raw['commands'] !== undefined && !commands)) return undefined;
  return {
    detail,
    requests: workload !== undefined || (commands !== undefined && commands.length > 0),
    fees: workload?.fee !== undefined,
    rewards: economy.reward > 0 || economy.geometric !== undefined,
  };
}
