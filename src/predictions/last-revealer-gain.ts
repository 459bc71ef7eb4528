import { otherStakes } from './economy.js';
import type { Prediction } from './prediction.js';

const lastRevealerGain: Prediction = {
  name: 'last_revealer_gain',
  describe:
    'Mean number of slots that a choice of the nonce gained: the best of 2^k outcomes, each Binomial less the blocks left out, for the tails that there were',
  source:
    'derived, as for RANDAO; Alpturer & Weinberg, Optimal RANDAO Manipulation in Ethereum, AFT 2024, for the model',
  predict({ columns, spec }) {
    if (!Object.hasOwn(columns, 'last_revealer_choices')) return undefined;
    const { economy, faults } = spec.world;
    if (faults.length > 1) return { why: 'there are other faults' };
    const other = otherStakes(economy);
    if (other) return other;
    const [measured, expected, standardError] = ['', '_theory', '_se'].map((of) => columns[`last_revealer_gain${of}`]);
    if (typeof measured !== 'number' || !(Number(standardError) > 0)) return { why: 'it never had a choice' };
    return { measured, expected: Number(expected), standardError: Number(standardError) };
  },
};
export default lastRevealerGain;
