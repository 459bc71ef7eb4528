/**
 * Selfish mining, the strategy SM1 of Eyal & Sirer, "Majority Is Not Enough: Bitcoin Mining Is Vulnerable" (FC 2014), and
 * what surroundings make of it. α is the selfish pool's share of the hash power, γ the share of the others that mines on its
 * branch in a tie. Revenue is the pool's share of the main chain; earnings per time need the difficulty rule as well.
 */
import { requireIn, requirePositive, requireShare, requireWhole } from './domain.js';

/** @throws RangeError outside [0, 1/2): a majority takes all */
function requireMinority(alpha: number): void {
  requireIn('alpha', alpha, 0, 0.5, '[)');
}

/**
 * Share of the main chain: [α(1−α)²(4α + γ(1−2α)) − α³] / [1 − α(1 + (2−α)α)]. Eyal & Sirer, section 4.2.
 * @throws RangeError outside 0 ≤ α < 1/2, 0 ≤ γ ≤ 1
 */
export function selfishRevenue(alpha: number, gamma: number): number {
  requireMinority(alpha);
  requireShare('gamma', gamma);
  const honest = 1 - alpha;
  const gain = alpha * honest * honest * (4 * alpha + gamma * (1 - 2 * alpha)) - alpha * alpha * alpha;
  return gain / (1 - alpha * (1 + (2 - alpha) * alpha));
}

/** Share of the power above which SM1 earns more than its share: (1−γ)/(3−2γ). Eyal & Sirer, section 5. */
export function selfishThreshold(gamma: number): number {
  requireShare('gamma', gamma);
  return (1 - gamma) / (3 - 2 * gamma);
}

/**
 * Mined blocks per main-chain block, δ, whatever γ is: how much the difficulty falls in the end. Grunspan & Pérez-Marco, "On
 * profitability of selfish mining" (2018).
 */
export function selfishDelta(alpha: number): number {
  requireMinority(alpha);
  const [q, p] = [alpha, 1 - alpha];
  return ((p - q) * (1 + p * q) + p * q) / (p * p * q + p - q);
}

/** Main-chain blocks per mined block: 1/δ. */
export function selfishThroughput(alpha: number): number {
  return 1 / selfishDelta(alpha);
}

/**
 * What a new block meets: no lead, a tie of two branches, or a lead of k. Eyal & Sirer, section 4.1 and figure 1.
 * @param most longest lead that is listed
 * @returns `tie`, and by lead k from 0 to `most`
 */
export function selfishStates(alpha: number, most: number): { readonly tie: number; readonly lead: readonly number[] } {
  requireMinority(alpha);
  requireWhole('most', most, 0, 10_000);
  const square = alpha * alpha;
  const total = 2 * square * alpha - 4 * square + 1;
  const lead = [(1 - 2 * alpha) / total];
  for (let k = 1; k <= most; k++) {
    lead.push(k === 1 ? (alpha - 2 * square) / total : lead[k - 1]! * (alpha / (1 - alpha)));
  }
  return { tie: ((1 - alpha) * (alpha - 2 * square)) / total, lead };
}

/** Earnings in time, with a difficulty that follows the main chain. Grunspan & Pérez-Marco (2018), section 4. */
export interface DifficultyAdjustment {
  /** Pool's main-chain blocks per target interval: R/δ before the first retarget, R after it. */
  readonly before: number;
  readonly after: number;
  readonly delta: number;
  /** Main-chain blocks that the pool earns less than by honest mining until the first retarget. */
  readonly firstPeriodLoss: number;
  /** Target intervals until the gain has made up for it; infinite where selfish mining never pays. */
  readonly breakEven: number;
}

/**
 * @param epoch main-chain blocks between two retargets, n0; 2016 for Bitcoin
 * @throws RangeError outside 0 < α < 1/2, 0 ≤ γ ≤ 1, epoch ≥ 1
 */
export function difficultyAdjustment(alpha: number, gamma: number, epoch: number): DifficultyAdjustment {
  requireIn('alpha', alpha, 0, 0.5, '()');
  requireWhole('epoch', epoch, 1);
  const after = selfishRevenue(alpha, gamma);
  const delta = selfishDelta(alpha);
  const before = after / delta;
  const gain = after - alpha;
  return {
    before,
    after,
    delta,
    firstPeriodLoss: epoch * delta * (alpha - before),
    breakEven: gain > 0 ? (epoch * after * (delta - 1)) / gain : Infinity,
  };
}

/**
 * Share of the power that counts when honest blocks go stale by themselves at a rate r and a well-connected attacker's do
 * not: α/(α + (1−α)(1−r)). Derived from the transitions of Gervais et al., "On the Security and Performance of Proof of
 * Work Blockchains" (CCS 2016), section 3.
 */
export function effectiveAlpha(alpha: number, staleRate: number): number {
  requireShare('alpha', alpha);
  requireIn('staleRate', staleRate, 0, 1, '[)');
  return alpha / (alpha + (1 - alpha) * (1 - staleRate));
}

/**
 * Share of the power that counts when a victim is eclipsed: its blocks vanish, or it mines for the attacker. Nayak et al.,
 * "Stubborn Mining" (EuroS&P 2016), section 5.
 */
export function eclipsedAlpha(alpha: number, victim: number, victimBlocks: 'destroyed' | 'colluding'): number {
  requireShare('alpha', alpha);
  requireIn('victim', victim, 0, 1 - alpha, '[)');
  return victimBlocks === 'destroyed' ? alpha / (1 - victim) : alpha + victim;
}

/** Delays that emulate γ on a network of single messages. */
export interface GammaEmulation {
  /** Longest delay from the attacker to a defender, of a uniform law from 0, in the unit of the honest delay. */
  readonly attackerDelay: number;
  /** Chance that a defender who did not find the honest block hears the attacker's first. */
  readonly firstChance: number;
}

/**
 * γ by delays: one attacker, D equal defenders, the honest delay ε between defenders, none to the attacker, and
 * U(0, (D−1)/D · ε/γ) from it. Who found the honest block of a tie never changes sides, so γ is at most (D−1)/D. The model of
 * the simulator CPR (Keller), network "selfish mining".
 * @throws RangeError unless 0 < γ ≤ (D−1)/D
 */
export function gammaByDelays(defenders: number, gamma: number, honestDelay: number): GammaEmulation {
  requireWhole('defenders', defenders, 2);
  requireIn('gamma', gamma, 0, (defenders - 1) / defenders, '(]');
  requirePositive('honestDelay', honestDelay);
  const attackerDelay = (((defenders - 1) / defenders) * honestDelay) / gamma;
  return { attackerDelay, firstChance: honestDelay / attackerDelay };
}
