import type { Topology } from '../../contract.js';
import complete from './complete.js';
import edges from './edges.js';
import gervais from './gervais.js';
import randomOut from './random-out.js';
import randomRegular from './random-regular.js';
import ring from './ring.js';
import scaleFree from './scale-free.js';
import smallWorld from './small-world.js';

/** Every topology, in the order in which they are listed. */
export const topologies: readonly Topology[] = [
  complete,
  randomOut,
  gervais,
  randomRegular,
  smallWorld,
  scaleFree,
  ring,
  edges,
];
