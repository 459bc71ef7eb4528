/**
 * Crash: the node is off from `at` on; with `until` it comes back with its memory as it was (crash-recovery model of
 * Cachin, Guerraoui, Rodrigues, "Introduction to Reliable and Secure Distributed Programming", 2011, section 2.2).
 * Can: miss messages, requests, blocks and its own timers while down; on return its timers are gone and `recover` is
 * called. A node that was down at the start of the run starts on its return.
 * A miner that is back mines nothing until it has what it missed (see `network/relay/catch-up`).
 * Cannot: lie, lose its memory, or stop in the middle of a handler. Messages that have left it still arrive. Of two
 * crashes that overlap, each return calls `recover`; the node speaks and hears again after the later one.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, Make } from '../contract.js';
import { CrashableNode } from './crashable-node.js';

/** A maker of nodes that are off while the fault acts. */
export function crashing(honest: Make, setting: BehaviourSetting, memory: 'kept' | 'lost'): Make {
  return (me) => {
    const { at, until } = setting;
    const now = setting.now();
    // A crash that is over before it begins never happens.
    if (until <= Math.max(at, now)) return honest(me);
    const node = new CrashableNode(honest, me, now >= at);
    if (!node.down) setting.schedule(at, () => node.crash());
    if (until !== Infinity) setting.schedule(until, () => node.comeBack(memory));
    return node;
  };
}

const crash: Behaviour = {
  name: 'crash',
  describe: 'Is off: neither hears nor speaks; with an end it recovers with its memory',
  params: z.object({}),
  faulty: 'crash',
  seam: 'network',
  atBlockLevel: 'outage',
  wrap: (honest, setting) => crashing(honest, setting, 'kept'),
};

export default crash;
