import type { Behaviour, BehaviourSetting, Make, Seam } from '../contract.js';

/** One behaviour that has taken a node. */
export interface Taken {
  readonly behaviour: Behaviour;
  readonly setting: BehaviourSetting;
}

/**
 * The maker of a node under several behaviours: at each seam the first named is nearest the network. `gossip` is the layer
 * between the two seams; absent: there is none.
 */
export function compose(honest: Make, taken: readonly Taken[], gossip: (make: Make) => Make = (make) => make): Make {
  return fold(gossip(fold(watched(honest, taken), taken, 'protocol')), taken, 'network');
}

function fold(make: Make, taken: readonly Taken[], seam: Seam): Make {
  return taken.reduceRight(
    (inner, { behaviour, setting }) => (seamOf(behaviour, setting) === seam ? behaviour.wrap(inner, setting) : inner),
    make,
  );
}

function watched(honest: Make, taken: readonly Taken[]): Make {
  return taken.reduceRight((inner, { behaviour, setting }) => behaviour.watch?.(inner, setting) ?? inner, honest);
}

/** Whether any of them stands between a node's gossip layer and the network. */
export function standsBeforeNetwork(taken: readonly { behaviour: Behaviour; setting: { params: unknown } }[]): boolean {
  return taken.some(({ behaviour, setting }) => seamOf(behaviour, setting) === 'network');
}

function seamOf({ seam }: Behaviour, { params }: { params: unknown }): Seam {
  return typeof seam === 'function' ? seam(params) : seam;
}
