import type { Behaviour, BehaviourSetting, Make } from '../contract.js';

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
  return fold(gossip(fold(honest, taken, 'protocol')), taken, 'network');
}

function fold(make: Make, taken: readonly Taken[], seam: Behaviour['seam']): Make {
  return taken.reduceRight(
    (inner, { behaviour, setting }) => (behaviour.seam === seam ? behaviour.wrap(inner, setting) : inner),
    make,
  );
}
