/** The registry of everything that is shipped. */
import { behaviours } from '../adversaries/index.js';
import { canaries } from '../canaries/index.js';
import { protocols } from '../protocols/index.js';
import { type Extra, type Registry, registryOf } from './families.js';

/**
 * All shipped plug-ins, the protocols that are broken on purpose included, and the user's own.
 * @throws when two members of a family share a name, or the options of one are not a zod object
 */
export function createRegistry(extra: Extra = {}): Registry {
  return registryOf({ protocols: [...protocols, ...canaries], behaviours }, extra);
}
