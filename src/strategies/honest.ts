import type { Strategy } from './strategy.js';

/** Publishes at once and always mines on the longest branch. */
export const honest: Strategy = {
  name: 'honest',
  decide(a, h) {
    if (a > h) return 'override';
    return h > a ? 'adopt' : 'wait';
  },
};
