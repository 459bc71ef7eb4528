/**
 * Tampered: a node whose owner has changed it, so that by a scenario's `commands` it may do what an honest one would not: forge
 * votes or transactions, or try many blocks for a favourable one.
 * Can: whatever commands the protocol lets a node carry out. Cannot: do anything of itself; without commands it is honest, but
 * is not counted among the correct nodes and judged by nobody.
 */
import { z } from 'zod';
import type { Behaviour } from '../contract.js';

const tampered: Behaviour<object> = {
  name: 'tampered',
  describe: 'Does what commands have it do, be it against the rules, and else what an honest node does',
  params: z.object({}),
  faulty: 'byzantine',
  seam: 'protocol',
  wrap: (honest) => honest,
};

export default tampered;
