/**
 * Gasper in which votes of half of the stake justify a checkpoint: the two halves of a split network each finalize their own,
 * and nobody has voted twice. The judges of agreement and accountability must cry out. Its slots are short and epochs
 * have few of them, so that a split need not last for long.
 */
import { z } from 'zod';
import { options } from '../ledger/gasper/options.js';
import { Store } from '../ledger/gasper/store.js';
import { gasper, rules } from '../protocols/gasper.js';
import { positiveDuration } from '../quantities.js';

const enough = (votes: number, total: number): boolean => 2 * votes >= total;

const canary: typeof gasper = {
  ...gasper,
  name: 'gasper-half',
  describe: 'Broken on purpose: Gasper that justifies by half of the stake',
  canaryOf: gasper.name,
  searched: {},
  params: z.object({
    ...options.shape,
    slot: positiveDuration().prefault('600 ms').describe('Length of a slot'),
    slotsPerEpoch: z.int().min(1).max(1024).default(2).describe('Slots in an epoch'),
  }),
  quorum: { weighted: true, enough },
  init: (me, params) => new Store(me, params, { ...rules, enough }),
};

export default canary;
