/**
 * Raft whose followers keep entries that conflict with the leader's (section 5.3) and say that they have its own. The
 * agreement judge must cry out.
 */
import { boot, raft, safe } from '../protocols/raft.js';

const canary: typeof raft = {
  ...raft,
  name: 'raft-no-truncation',
  describe: 'Broken on purpose: Raft whose followers keep conflicting entries',
  canaryOf: raft.name,
  init: (me, params) => boot(me, params, { ...safe, truncates: false }),
};

export default canary;
