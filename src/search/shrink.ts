/** Makes a failing case smaller while it still fails: fewer faults, nodes, messages, and a simpler network. */
import type { NodeId } from '../contract.js';
import type { Case, CaseBook, CaseFault } from './case.js';
import { isOwed } from './owed.js';
import { tryCase, withTime, type Violation } from './trial.js';

export interface Shrunk {
  readonly document: Case;
  readonly violation: Violation;
  /** Every invariant that it violates. */
  readonly broken: readonly string[];
  readonly messages: number;
  /** Cases that were tried on the way. */
  readonly trials: number;
}

const MOST_TRIALS = 600;
/** Options of behaviours that name nodes. */
const NAMING = ['deceived', 'towards'] as const;
const PLAIN_NETWORK = { latency: { kind: 'constant', delay: '100 ms' } };

/**
 * Greedy delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002): each step that
 * still breaks the same promise within the protocol's model is kept, until none does.
 */
export function shrink(start: Case, violation: Violation, book: CaseBook): Shrunk {
  const { broken, messages } = tryCase(start, book);
  let best: Shrunk = { document: start, violation, broken, messages, trials: 0 };
  let trials = 0;
  let progress = true;
  while (progress && trials < MOST_TRIALS) {
    progress = false;
    for (const candidate of smaller(best.document)) {
      if (trials++ >= MOST_TRIALS) break;
      const failed = failing(candidate, violation.invariant, book);
      if (!failed) continue;
      best = { ...failed, trials };
      progress = true;
      break;
    }
  }
  return cutShort({ ...best, trials }, book);
}

/** What a case does if it breaks this promise and stays within the protocol's model. */
function failing(document: Case, invariant: string, book: CaseBook): Omit<Shrunk, 'trials'> | undefined {
  if (!withinModel(document, book)) return undefined;
  let timed: Case;
  try {
    timed = withTime(document, book);
  } catch {
    // Some steps leave no scenario behind, such as a partition of nobody.
    return undefined;
  }
  const { violations, broken, messages } = tryCase(timed, book);
  const violation = violations.find((each) => each.invariant === invariant);
  return violation && isOwed(violation, timed, book) ? { document: timed, violation, broken, messages } : undefined;
}

/** Whether no more nodes are faulty than the protocol bears, and nothing cuts a network that must be whole. */
export function withinModel({ protocols, nodes, faults }: Case, { registry }: CaseBook): boolean {
  const [{ kind, ...params }] = Object.values(protocols) as [{ kind: string }];
  const protocol = registry.protocols.get(kind);
  const parsed = protocol.params.safeParse(params);
  const faulty = new Set(faults.flatMap((fault) => idsOf(fault)));
  const cuts = faults.some((fault) => 'partition' in fault);
  if (cuts && protocol.timing === 'synchronous') return false;
  return parsed.success && faulty.size <= protocol.faults(nodes.count, parsed.data);
}

function idsOf(fault: CaseFault): readonly NodeId[] {
  return (fault['nodes'] as { readonly ids?: readonly NodeId[] } | undefined)?.ids ?? [];
}

/** After a fork nothing more need be seen. */
function cutShort(shrunk: Shrunk, book: CaseBook): Shrunk {
  if (shrunk.violation.sort === 'liveness' || shrunk.violation.at === 0) return shrunk;
  const time = `${Math.floor(shrunk.violation.at / 1e6) + 1} s`;
  const document = { ...shrunk.document, stop: { ...shrunk.document.stop, time } };
  const { violations, broken, messages } = tryCase(document, book);
  const violation = violations.find(({ invariant }) => invariant === shrunk.violation.invariant);
  return violation ? { ...shrunk, document, violation, broken, messages } : shrunk;
}

/** Smaller cases, the greatest steps first. */
function* smaller(document: Case): Generator<Case> {
  const { faults, network, stop, nodes, workload, ...rest } = document;
  if (workload) yield { ...rest, faults, network, stop, nodes };
  for (let i = 0; i < faults.length; i++) yield { ...document, faults: faults.filter((_, at) => at !== i) };
  for (let node = nodes.count - 1; node >= 0; node--) {
    const fewer = withoutNode(document, node);
    if (fewer) yield fewer;
  }
  if (JSON.stringify(network) !== JSON.stringify(PLAIN_NETWORK)) yield { ...document, network: PLAIN_NETWORK };
  for (const key of Object.keys(network)) {
    if (key === 'latency') continue;
    yield {
      ...document,
      network: Object.fromEntries(Object.entries(network).filter(([name]) => name !== key)) as Case['network'],
    };
  }
  if (JSON.stringify(network['latency']) !== JSON.stringify(PLAIN_NETWORK.latency)) {
    yield { ...document, network: { ...network, ...PLAIN_NETWORK } };
  }
  const { blocks = 1 } = stop;
  for (const fewer of new Set([1, Math.floor(blocks / 2), blocks - 1])) {
    if (fewer >= 1 && fewer < blocks) yield { ...document, stop: { ...stop, blocks: fewer } };
  }
  for (let i = 0; i < faults.length; i++) {
    for (const fault of simplerFaults(faults[i]!)) {
      yield { ...document, faults: faults.map((each, at) => (at === i ? fault : each)) };
    }
  }
  yield* plainerProtocols(document);
}

/** Without an option of the protocol, or with a shorter list in one. */
function* plainerProtocols(document: Case): Generator<Case> {
  const [[label, protocol]] = Object.entries(document.protocols) as [
    [string, { kind: string; [key: string]: unknown }],
  ];
  for (const [key, value] of Object.entries(protocol)) {
    if (key === 'kind') continue;
    const { [key]: _, ...rest } = protocol;
    yield { ...document, protocols: { [label]: rest as typeof protocol } };
    if (Array.isArray(value) && value.length > 1) {
      yield { ...document, protocols: { [label]: { ...protocol, [key]: value.slice(0, -1) as unknown[] } } };
    }
  }
}

function* simplerFaults(fault: CaseFault): Generator<CaseFault> {
  for (const key of Object.keys(fault)) {
    const isNeeded =
      ['behaviour', 'nodes', 'partition', 'views'].includes(key) || (key === 'until' && 'partition' in fault);
    if (!isNeeded) yield Object.fromEntries(Object.entries(fault).filter(([name]) => name !== key));
  }
  const ids = idsOf(fault);
  if (ids.length > 1) {
    for (const id of ids) yield { ...fault, nodes: { ids: ids.filter((other) => other !== id) } };
  }
  for (const key of ['at', 'until']) {
    const rounder = rounded(fault[key]);
    if (rounder !== undefined) yield { ...fault, [key]: rounder };
  }
}

/** A time in whole seconds, one up. */
function rounded(time: unknown): string | undefined {
  const [, ms] = /^(\d+) ms$/.exec(typeof time === 'string' ? time : '') ?? [];
  return ms === undefined ? undefined : `${Math.ceil(Number(ms) / 1000)} s`;
}

/** The case without one node, the later ones moving up; undefined if too few are left or a fault is about that node alone. */
function withoutNode(document: Case, node: NodeId): Case | undefined {
  const { nodes, faults } = document;
  if (nodes.count <= 1) return undefined;
  const renamed = (name: number | string): number | string => {
    const id = Number.parseInt(String(name), 10);
    if (id < node) return name;
    return typeof name === 'number' ? id - 1 : `${id - 1}${name.slice(-1)}`;
  };
  const stays = (name: number | string) => Number.parseInt(String(name), 10) !== node;
  const kept = (group: readonly (number | string)[]) => group.filter(stays).map(renamed);
  const fewer = faults.map((fault): CaseFault => {
    if ('partition' in fault) {
      return {
        ...fault,
        partition: (fault['partition'] as (number | string)[][]).map(kept).filter((group) => group.length > 0),
      };
    }
    const named = NAMING.flatMap((key) => (Array.isArray(fault[key]) ? [[key, kept(fault[key] as NodeId[])]] : []));
    return { ...fault, ...(Object.fromEntries(named) as object), nodes: { ids: kept(idsOf(fault)) } };
  });
  const isEmpty = (fault: CaseFault) =>
    'partition' in fault ? (fault['partition'] as unknown[]).length < 2 : idsOf(fault).length === 0;
  return { ...document, nodes: { ...nodes, count: nodes.count - 1 }, faults: fewer.filter((fault) => !isEmpty(fault)) };
}
