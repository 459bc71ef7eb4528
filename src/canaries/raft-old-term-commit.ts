/**
 * Raft without the rule of section 5.4.2: a leader commits entries of former terms by counting copies, and a leader that
 * lacks them can still be elected (figure 8). The agreement judge must cry out.
 */
import { boot, raft, safe } from '../protocols/raft.js';

const canary: typeof raft = {
  ...raft,
  name: 'raft-old-term-commit',
  describe: 'Broken on purpose: Raft that commits entries of former terms by counting',
  canaryOf: raft.name,
  init: (me, params) => boot(me, params, { ...safe, countsOwnTermOnly: false }),
};

export default canary;
