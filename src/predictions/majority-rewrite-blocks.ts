import { majorityCatchUpBlocks } from '../theory/double-spend.js';
import { attackByLength, shareWithDelay } from './attacks.js';
import { isWhy } from './honest-mining.js';
import type { Prediction } from './prediction.js';

interface Params {
  readonly mode: 'rewrite' | 'censor';
  readonly depth: number;
}

const majorityRewriteBlocks: Prediction = {
  name: 'majority_rewrite_blocks',
  describe: 'Mean number of mined blocks until a majority has undone z blocks and is one ahead: (z + 1)/(2q − 1)',
  source: 'mean first passage of a walk with drift 2q − 1; Rosenfeld 2014, section 2',
  predict(run) {
    const attack = attackByLength<Params>(run, 'majority');
    if (!attack || isWhy(attack)) return attack;
    const { params, share, x } = attack;
    if (params.mode !== 'rewrite') return undefined;
    if (share <= 0.5) return { why: 'with at most half of the power it may take for ever' };
    const measured = run.columns['majority_rewrite_blocks'];
    if (typeof measured !== 'number') return { why: 'the chain was never rewritten' };
    const behind = params.depth + 1;
    const expected = majorityCatchUpBlocks(share, behind);
    const drift = 2 * share - 1;
    // Of the first passage: d · 4pq/drift³.
    const variance = (behind * 4 * share * (1 - share)) / (drift * drift * drift);
    const standardError = Math.sqrt(variance / Number(run.columns['majority_rewrites']));
    if (!(standardError > 0)) return { why: 'the outcome is certain' };
    const modelError = expected - majorityCatchUpBlocks(shareWithDelay(share, x), behind);
    return { expected, measured, standardError, modelError };
  },
};
export default majorityRewriteBlocks;
