/** Attempts at something that succeeds or fails, each independent of the others. */
export class Attempts {
  tried = 0;
  won = 0;

  end(isWon: boolean): void {
    this.tried++;
    if (isWon) this.won++;
  }
}

/** Names of the columns that attempts have, with what each is. */
export function attemptColumns(prefix: string, what: string): Record<string, string> {
  return {
    [`${prefix}_attempts`]: `${what} that were brought to an end`,
    [`${prefix}_successes`]: `${what} that succeeded`,
    [`${prefix}_rate`]: `Share of ${what.toLowerCase()} that succeeded`,
    [`${prefix}_rate_se`]: 'Standard error of that share in this run, √(r(1 − r)/attempts)',
  };
}

export type Results = Record<string, number | { readonly why: string }>;

/** The columns of all attempts that several coalitions made. */
export function attemptResults(prefix: string, all: readonly Attempts[]): Results {
  const tried = all.reduce((sum, attempts) => sum + attempts.tried, 0);
  const won = all.reduce((sum, attempts) => sum + attempts.won, 0);
  const none = { why: 'no attempt came to an end' };
  const rate = won / tried;
  return {
    [`${prefix}_attempts`]: tried,
    [`${prefix}_successes`]: won,
    [`${prefix}_rate`]: tried > 0 ? rate : none,
    [`${prefix}_rate_se`]: tried > 0 ? Math.sqrt((rate * (1 - rate)) / tried) : none,
  };
}
