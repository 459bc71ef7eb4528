/**
 * Raft in which "more than 0" is a majority, as in the published code of consensus_protocols (GitHub, 2023), which counts
 * its peers before it has any: every candidate leads, and commits alone. The agreement judge must cry out.
 */
import { boot, raft, safe } from '../protocols/raft.js';

const canary: typeof raft = {
  ...raft,
  name: 'raft-any-majority',
  describe: 'Broken on purpose: Raft in which one vote is a majority',
  canaryOf: raft.name,
  init: (me, params) => boot(me, params, { ...safe, majority: () => 1 }),
};

export default canary;
