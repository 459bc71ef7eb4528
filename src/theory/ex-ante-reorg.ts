/** What proposer boost leaves of the ex-ante reorg of a chain whose head committees vote for. */
import { logChoose, power, sumFromSmall } from './chances.js';
import { requireIn, requireShare, requireWhole } from './domain.js';

/** Runs of slots so long have no weight. */
const RARE = 1e-15;

/** A chain whose slots have committees, and a coalition in it. */
export interface CommitteeChain {
  readonly validators: number;
  /** Validators of the coalition. */
  readonly own: number;
  readonly slotsPerEpoch: number;
  /** Weight of a timely block, as a part of a slot's committee. */
  readonly boost: number;
}

/**
 * Share of honest blocks that a coalition pushes out which keeps back the blocks and votes of its slots in a row: a run of k of
 * them before an honest slot has chance α^k (1 − α), and is enough when the coalition's members of k committees, drawn without
 * replacement, outweigh the boost. Schwarz-Schilling et al., "Three Attacks on Proof-of-Stake Ethereum", FC 2022, section 4, of
 * which this is the count; with large committees it is α^k for the least k with kα > boost.
 */
export function exAnteReorgShare({ validators, own, slotsPerEpoch, boost }: CommitteeChain): number {
  requireWhole('validators', validators, 1);
  requireWhole('own', own, 0, validators);
  requireWhole('slotsPerEpoch', slotsPerEpoch, 1);
  requireIn('boost', boost, 0, 1);
  const share = own / validators;
  requireShare('share', share);
  const committee = validators / slotsPerEpoch;
  const terms: number[] = [];
  for (let run = 1; run < slotsPerEpoch && power(share, run) > RARE; run++) {
    const members = Math.round(run * committee);
    terms.push(power(share, run) * (1 - share) * chanceOfMore(boost * committee, members, own, validators));
  }
  return sumFromSmall(terms);
}

/** P(more than so many own members among those drawn without replacement); beyond twelve deviations it is certain. */
function chanceOfMore(than: number, members: number, own: number, validators: number): number {
  const share = own / validators;
  const mean = members * share;
  const reach = 12 * Math.sqrt(mean * (1 - share)) + 12;
  if (than < mean - reach) return 1;
  const whole = logChoose(validators, members);
  const terms: number[] = [];
  const least = Math.max(Math.floor(than) + 1, members - (validators - own));
  for (let k = least; k <= Math.min(members, own, mean + reach); k++) {
    terms.push(Math.exp(logChoose(own, k) + logChoose(validators - own, members - k) - whole));
  }
  return Math.min(1, sumFromSmall(terms));
}
