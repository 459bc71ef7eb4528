/** Faults of nodes, with what is worth varying in how they behave. */
import { type Behaviour, type NodeId, protocolKinds } from '../contract.js';
import type { CaseBook, CaseFault } from './case.js';
import type { Drawing } from './drawing.js';
import type { Lot } from './lot.js';

/** Who misbehaves, and how many nodes there are. */
interface Scene {
  readonly ids: readonly NodeId[];
  readonly n: number;
  readonly kinds: readonly string[];
}

/** Options of behaviours that are worth varying; any other behaviour acts by its defaults. */
const VARIED: Readonly<Record<string, (lot: Lot, scene: Scene) => object>> = {
  churn: (lot) => ({ online: lot.time(200, 5_000), offline: lot.time(200, 5_000) }),
  delay: (lot) => ({ by: lot.time(50, 5_000) }),
  drop: (lot) => ({ probability: lot.whole(1, 9) / 10 }),
  equivocate: (lot, scene) => ({
    ...(lot.chance(0.3) && { kinds: drawKinds(lot, scene) }),
    ...lot.one([{}, { halves: 'drawn' }, { deceived: drawOthers(lot, scene) }]),
  }),
  omit: (lot, scene) => ({
    direction: lot.one(['send', 'receive', 'both']),
    ...(lot.chance(0.5) && { kinds: drawKinds(lot, scene) }),
    ...(lot.chance(0.5) && { towards: drawOthers(lot, scene) }),
  }),
  twins: (lot) => (lot.chance(0.4) ? {} : { sides: lot.one(['parity', 'halves']) }),
  'withhold-certificates': (lot, scene) => ({
    ...(lot.chance(0.5) && { kinds: drawKinds(lot, scene) }),
    shownTo: lot.whole(0, 2),
  }),
};

export function behave(
  behaviour: string,
  ids: readonly NodeId[],
  n: number,
  { protocol, lot }: Drawing,
): CaseFault & { readonly behaviour: string } {
  const options = VARIED[behaviour]?.(lot, { ids, n, kinds: protocolKinds(protocol) });
  return { behaviour, ...options, nodes: { ids } };
}

/** Some message kinds of the protocol, rather few. */
export function drawKinds(lot: Lot, { kinds }: Pick<Scene, 'kinds'>): string[] {
  return lot.some(kinds, lot.whole(1, Math.min(3, kinds.length)));
}

/** Some nodes that are not among these, one at least. */
function drawOthers(lot: Lot, { ids, n }: Scene): NodeId[] {
  const others: NodeId[] = [];
  for (let node = 0; node < n; node++) if (!ids.includes(node)) others.push(node);
  return lot.some(others, lot.whole(1, others.length));
}

/**
 * What a faulty node may do under the protocol's model. Left out are adaptive behaviours, which pick their nodes themselves,
 * attacks on mining (what they break is a probability, which is held against theory, and no promise), and what is no fault.
 */
export function admissibleBehaviours({ protocol: { faultModel }, book }: Drawing): Behaviour[] {
  return book.registry.behaviours.all.filter(
    ({ faulty, adaptive, needs }) =>
      !adaptive && needs === undefined && faulty !== 'none' && (faultModel !== 'crash' || faulty !== 'byzantine'),
  );
}

export function knows(behaviour: string, { registry }: CaseBook): boolean {
  return registry.behaviours.has(behaviour);
}
