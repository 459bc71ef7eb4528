/**
 * Raft without the check of section 5.4.1: a node that lacks committed entries can be elected, and overwrites them at others. The
 * agreement judge must cry out.
 */
import { boot, raft, safe } from '../protocols/raft.js';

const canary: typeof raft = {
  ...raft,
  name: 'raft-stale-leader',
  describe: 'Broken on purpose: Raft that votes for candidates whose logs lag',
  canaryOf: raft.name,
  init: (me, params) => boot(me, params, { ...safe, checksLogs: false }),
};

export default canary;
