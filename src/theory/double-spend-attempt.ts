/** The double-spend race as it is run: with a lead to begin with, either rule of winning, and an end to the patience. */

export interface DoubleSpendAttempt {
  /** The attacker's share of the hash power, 0 < q < 1. */
  readonly share: number;
  /** z, blocks on the payment that the victim waits for. */
  readonly confirmations: number;
  /** Blocks that the secret chain is ahead when the payment is made. */
  readonly premined: number;
  /** Whether a chain as long as the public one wins, or only a longer one. */
  readonly wins: 'longer' | 'tie';
  /** Deficit at which the attempt is given up; Infinity: never. */
  readonly giveUp: number;
}

/**
 * Probability that an attempt succeeds: a random walk of the lead, up with probability q and down with p = 1 − q, that has to
 * be won once z public blocks have come, and is lost at the deficit `giveUp`. The recursion runs over (public blocks so far,
 * lead); from the z-th on it is the gambler's ruin. Without a lead and patience without end it is Rosenfeld's
 * I_{4pq}(z, 1/2) where ties win (2014, section 3), and his race with one block more where they do not.
 */
export function doubleSpendAttempt({ share, confirmations, premined, wins, giveUp }: DoubleSpendAttempt): number {
  const [q, p] = [share, 1 - share];
  const needed = wins === 'tie' ? 0 : 1;
  // A deficit of z more than can arise before the confirmations is never met.
  const floor = -Math.min(giveUp, Number.MAX_SAFE_INTEGER);
  const lowest = Math.max(floor, premined - confirmations);
  // after[l − lowest]: probability to win at lead l with k public blocks; certain from needed + z − k on.
  let after: number[] = [];
  for (let lead = lowest; lead < needed; lead++) after.push(ruin(lead, needed, giveUp, q));
  for (let k = confirmations - 1; k >= 0; k--) {
    const certain = needed + confirmations - k;
    const now = new Array<number>(Math.max(0, certain - lowest));
    for (let lead = certain - 1; lead >= lowest; lead--) {
      const won = lead + 1 >= certain ? 1 : now[lead + 1 - lowest]!;
      const lost = lead - 1 < lowest ? 0 : after[lead - 1 - lowest]!;
      now[lead - lowest] = lead <= -giveUp ? 0 : q * won + p * lost;
    }
    after = now;
  }
  return premined >= needed + confirmations ? 1 : after[premined - lowest]!;
}

/** Probability that a walk from `lead` reaches `needed` before the deficit `giveUp`. */
function ruin(lead: number, needed: number, giveUp: number, q: number): number {
  if (lead <= -giveUp) return 0;
  const r = q / (1 - q);
  const distance = needed - lead;
  if (giveUp === Infinity) return q >= 0.5 ? 1 : Math.exp(distance * Math.log(r));
  if (r === 1) return (lead + giveUp) / (needed + giveUp);
  // r^d (1 − r^(l + G)) / (1 − r^(needed + G)), without the cancellation of its mirror image.
  const log = Math.log(r);
  return Math.exp(distance * log) * (Math.expm1((lead + giveUp) * log) / Math.expm1((needed + giveUp) * log));
}
