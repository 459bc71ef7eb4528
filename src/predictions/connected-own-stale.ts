/** First-order own stale rates of the miners whom the network serves best and worst. */
import { ownStaleByDelays } from '../theory/natural-forks.js';
import { longestChain, MOST_FIRST_ORDER_X, notPlain, tooFew } from './honest-mining.js';
import type { FinishedRun, Prediction, Unpredicted } from './prediction.js';

/** Rates that differ by less are one and the same. */
const SAME = 1e-9;

/** By miner: what the formula has of it. */
function ownStaleRates(run: FinishedRun): { rates: Map<number, number>; x: number } | Unpredicted | undefined {
  const params = longestChain(run);
  if (!params) return undefined;
  const why = notPlain(run) ?? tooFew(run);
  if (why) return why;
  const delay = run.fixedDelays?.();
  if (!delay) return { why: 'delays vary, or not every node hears every other directly' };
  const weights = run.producers.map(({ weight }) => weight);
  const miners = [...weights.keys()].filter((node) => weights[node]! > 0);
  let longest = 0;
  for (const from of miners) for (const to of miners) if (from !== to) longest = Math.max(longest, delay(from, to));
  const x = longest / params.interval;
  if (x > MOST_FIRST_ORDER_X) return { why: `the longest delay is over ${MOST_FIRST_ORDER_X} of an interval` };
  // Conflicts go by the height, and not by the block mined.
  const perHeight = 1 - Number(run.columns['stale_rate']);
  const rate = (miner: number) => ownStaleByDelays(weights, miner, delay, params.interval) * perHeight;
  return { rates: new Map(miners.map((miner) => [miner, rate(miner)])), x };
}

function connectedOwnStale(which: 'best' | 'worst'): Prediction {
  return {
    name: `${which}_connected_own_stale_rate`,
    describe: `Stale share of the blocks of the miners whom delays serve ${which}, together: to first order in delay over interval, from who hears which of two rival blocks first`,
    source: 'derived from pairwise conflicts of first-seen miners, for any constant delays between pairs',
    predict(run) {
      const found = ownStaleRates(run);
      if (!found || 'why' in found) return found;
      const values = [...found.rates.values()];
      const [least, most] = [Math.min(...values), Math.max(...values)];
      if (!(most > 0)) return { why: 'no fork can arise' };
      if (most - least < SAME) return { why: 'delays serve all miners alike' };
      const expected = which === 'best' ? least : most;
      if (!(expected > 0)) return { why: 'nobody can overtake these miners' };
      let [produced, canonical] = [0, 0];
      for (const [miner, rate] of found.rates) {
        if (Math.abs(rate - expected) >= SAME) continue;
        produced += run.producers[miner]!.produced;
        canonical += run.producers[miner]!.canonical;
      }
      if (produced === 0) return { why: `the miners whom delays serve ${which} found no block` };
      return {
        expected,
        measured: (produced - canonical) / produced,
        standardError: Math.sqrt((expected * (1 - expected)) / produced),
        modelError: found.x * expected,
      };
    },
  };
}

export const bestConnectedOwnStale = connectedOwnStale('best');
export const worstConnectedOwnStale = connectedOwnStale('worst');
