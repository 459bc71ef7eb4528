/**
 * How one node makes up its mind between conflicting choices by repeated polls: Rocket, Yin, Sekniqi, van Renesse, Sirer,
 * "Scalable and Probabilistic Leaderless BFT Consensus through Metastability" (arXiv 1906.08936), figures 1 to 3, with the
 * two thresholds of avalanchego.
 */
import type { BlockId, NodeId } from '../../contract.js';

/** Slush keeps a colour and nothing else; Snowflake counts successes in a row; Snowball also all successes by choice. */
export type SnowVariant = 'slush' | 'snowflake' | 'snowball';

export interface SnowOptions {
  readonly variant: SnowVariant;
  /** α: answers of a poll that change the preference. */
  readonly alpha: number;
  /** α_c ≥ α: answers of a poll that raise the confidence. */
  readonly alphaConfidence: number;
  /** β: successes in a row that decide; under Slush the number of polls after which a node stops (m). */
  readonly beta: number;
}

/** One decision under way at one node; the first choice seen is preferred. */
export class SnowInstance {
  /** col: what the node names when it is asked. */
  preference: number;
  /** The choice of the last successful poll. */
  last: number;
  /** cnt: successes in a row for `last`; under Slush polls of any result. */
  confidence = 0;
  /** d: successful polls by choice, of Snowball. */
  private readonly strength = new Map<number, number>();

  constructor(first: number) {
    this.preference = this.last = first;
  }

  /** A successful poll: `choice` got `votes` ≥ α answers; whether the instance is decided now, for `preference`. */
  record(choice: number, votes: number, o: SnowOptions): boolean {
    if (o.variant === 'slush') {
      this.preference = choice;
      return ++this.confidence >= o.beta;
    }
    this.prefer(choice, o.variant);
    if (votes < o.alphaConfidence) this.confidence = 0;
    else this.confidence = choice === this.last ? this.confidence + 1 : 1;
    this.last = choice;
    if (this.confidence < o.beta) return false;
    this.preference = choice;
    return true;
  }

  /** A poll in which nothing got α answers: the count in a row begins again; whether the instance is decided now. */
  fail({ variant, beta }: Pick<SnowOptions, 'variant' | 'beta'>): boolean {
    if (variant === 'slush') return ++this.confidence >= beta;
    this.confidence = 0;
    return false;
  }

  private prefer(choice: number, variant: SnowVariant): void {
    if (variant === 'snowflake') {
      this.preference = choice;
      return;
    }
    const strength = (this.strength.get(choice) ?? 0) + 1;
    this.strength.set(choice, strength);
    if (strength > (this.strength.get(this.preference) ?? 0)) this.preference = choice;
  }
}

/** Chance that at least α of k answers agree, when each comes from this share of the stake: a binomial tail. */
function pollSuccess(k: number, alpha: number, share: number): number {
  if (share >= 1) return 1;
  let [chance, tail] = [1, 0];
  for (let i = 0; i < k; i++) chance *= 1 - share;
  for (let i = 0; i <= k; i++) {
    if (i >= alpha) tail += chance;
    chance *= ((k - i) / (i + 1)) * (share / (1 - share));
  }
  return tail;
}

/** Mean number of polls until β of them succeed in a row: (1 − P^β)/(P^β (1 − P)). */
function pollsInARow(success: number, beta: number): number {
  let all = 1;
  for (let i = 0; i < beta; i++) all *= success;
  return success >= 1 ? beta : (1 - all) / (all * (1 - success));
}

/** A poll under way. */
export interface Poll {
  /** How often each of those asked was drawn. */
  readonly waiting: Map<NodeId, number>;
  readonly votes: Map<BlockId, number>;
  /** Answers that may still come. */
  left: number;
}

/** Whether no answer that is missing can matter: one block has enough, or none can get enough. */
export function isSettled({ votes, left }: Poll, { alpha, alphaConfidence }: SnowOptions): boolean {
  if (left === 0) return true;
  let [most, all] = [0, 0];
  for (const count of votes.values()) {
    most = Math.max(most, count);
    all += count;
  }
  return most >= alphaConfidence || all + left < alpha;
}

export interface PollOptions extends SnowOptions {
  readonly k: number;
}

/** Mean number of polls for a decision that nothing opposes, while this many of n equal nodes are silent. */
export function meanPolls(silent: number, n: number, { k, alphaConfidence, beta }: PollOptions): number {
  return pollsInARow(pollSuccess(k, alphaConfidence, 1 - silent / n), beta);
}

/** Polls for one decision beyond which a share of silent nodes is more than the family bears. */
const MOST_POLLS = 200;
/** Chance of a wrong decision by one node of a network that is evenly split, beyond which a number of liars is too many. */
const MOST_RISK = 1e-6;

/** The largest number of silent nodes with which a decision still takes at most `MOST_POLLS` polls on average. */
export function mostSilent(n: number, o: PollOptions): number {
  let f = 0;
  while (f + 1 < n && meanPolls(f + 1, n, o) <= MOST_POLLS) f++;
  return f;
}

/**
 * The largest number of liars that is borne too when they tell each what it wants to hear: by an even split of the honest, β
 * polls in a row then succeed by chance at most once in a million.
 */
export function mostLiars(n: number, o: PollOptions): number {
  const silent = mostSilent(n, o);
  const risk = (liars: number) => {
    const success = pollSuccess(o.k, o.alphaConfidence, (1 + liars / n) / 2);
    return Math.exp(o.beta * Math.log(success));
  };
  let f = 0;
  while (f < silent && risk(f + 1) <= MOST_RISK) f++;
  return f;
}
