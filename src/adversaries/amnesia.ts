/**
 * Amnesia: a crash from which the node comes back as one that has never lived: state, timers, votes and locks are gone
 * (recovery without stable storage; Cachin, Guerraoui, Rodrigues, "Introduction to Reliable and Secure Distributed
 * Programming", 2011, section 2.2).
 * Can: vote again where it had voted, drop a lock, decide anew from height 1. It starts, then recovers as the protocol says.
 * Cannot: forge. Which blocks it has seen stays known to its door, so that it is not sent them again; messages that left it
 * before the crash still arrive. Without `until` it is `crash`.
 */
import { z } from 'zod';
import type { Behaviour } from '../contract.js';
import { crashing } from './crash.js';

const amnesia: Behaviour = {
  name: 'amnesia',
  describe: 'Is off, and comes back without its memory',
  params: z.object({}),
  faulty: 'byzantine',
  seam: 'network',
  wrap: (honest, setting) => crashing(honest, setting, 'lost'),
};

export default amnesia;
