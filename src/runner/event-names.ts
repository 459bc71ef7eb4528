import { protocolTimers } from '../contract.js';
import { GOSSIP_TIMERS } from '../network/gossip.js';
import { assemble } from '../scenario/assembly.js';
import { registryFor } from '../scenario/protocol-file.js';
import type { Task } from './sweep.js';

/** What the numbers in the trace of a run stand for: message kinds first, then timers. */
export async function eventNames({ spec, directory }: Task): Promise<(kind: number) => string> {
  const { kinds, protocol } = assemble(spec, await registryFor([spec], directory));
  const names = [...kinds, ...protocolTimers(protocol), ...GOSSIP_TIMERS];
  return (kind) => names[kind] ?? `kind ${kind}`;
}
