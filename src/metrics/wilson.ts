/** 97.5 % quantile of the standard normal law. */
const Z95 = 1.959963984540054;

/** Where a probability lies with 95 % confidence. */
export interface RateInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval of a probability after `hits` in `trials` independent trials (E. B. Wilson, "Probable Inference,
 * the Law of Succession, and Statistical Inference", 1927), at 95 %: sensible for few hits and for none, unlike the normal
 * one. Null without trials.
 */
export function wilsonInterval(hits: number, trials: number): RateInterval | null {
  if (trials === 0) return null;
  const share = hits / trials;
  const square = (Z95 * Z95) / trials;
  const middle = (share + square / 2) / (1 + square);
  const half = (Z95 / (1 + square)) * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials));
  return {
    low: hits === 0 ? 0 : Math.max(0, middle - half),
    high: hits === trials ? 1 : Math.min(1, middle + half),
  };
}
