/**
 * Algorand with bundles of half a committee: two bundles of one step need not share an honest seat, so each side of a
 * partition certifies a block of its own. The agreement judge must cry out.
 */
import type { CommitteeSize } from '../ledger/committee-risk.js';
import { algorand } from '../protocols/algorand.js';

const halved = ({ size }: CommitteeSize): CommitteeSize => ({ size, threshold: Math.ceil(size / 2) });

const canary: typeof algorand = {
  ...algorand,
  name: 'algorand-half-threshold',
  describe: 'Broken on purpose: Algorand with bundles of half a committee',
  canaryOf: algorand.name,
  init: (me, p) =>
    algorand.init(me, {
      ...p,
      soft: halved(p.soft),
      cert: halved(p.cert),
      next: halved(p.next),
      late: halved(p.late),
      redo: halved(p.redo),
      down: halved(p.down),
    }),
};

export default canary;
