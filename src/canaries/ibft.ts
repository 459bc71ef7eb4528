/**
 * IBFT as it was first written down: Lin, "Istanbul Byzantine Fault Tolerance", EIP-650, 2017, with its block locking. The
 * quorum is 2f + 1 for every n; a node that has prepared a block is locked on it for the rest of the height; round changes
 * and proposals of later rounds carry no justification.
 *
 * Saltini, "Correctness Analysis of IBFT", arXiv 1901.07160, 2019: two quorums of 2f + 1 need not share a correct node unless
 * n = 3f + 1, so it forks at n = 5 and 6; and nodes locked on different blocks wait for each other for ever. Saltini &
 * Hyland-Wood, "IBFT 2.0", arXiv 1909.10194, and QBFT mend both. The agreement judge must cry out at n = 5 and 6, the
 * liveness judge over the locks. Rounds begin here as in QBFT, when the timer expires and not once 2f + 1 ask for them.
 */
import { qbft } from '../protocols/qbft.js';

const canary: typeof qbft = {
  ...qbft,
  name: 'ibft',
  describe:
    'Broken as published: the original Istanbul BFT of EIP-650, quorums of 2f + 1 and locks without justification',
  paper: 'Lin, Istanbul Byzantine Fault Tolerance, EIP-650, 2017; faults after Saltini, arXiv 1901.07160, 2019',
  canaryOf: qbft.name,
  init(me, params) {
    const s = qbft.init(me, params);
    return Object.assign(s, {
      q: 2 * me.f + 1,
      rules: {
        accepts: (_s: unknown, { value }: { value: number }) => s.prepared === null || s.prepared.value === value,
        binding: () => s.prepared?.value,
      },
    });
  },
};

export default canary;
