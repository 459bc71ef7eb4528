/** Mistakes in a call: told without a stack trace, with the nearest name, exit code 2. */
import { distance } from 'fastest-levenshtein';

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The name that is meant, if one is near enough or begins with the word. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const longer = names.filter((name) => word.length > 1 && name.startsWith(word));
  if (longer.length === 1) return longer[0];
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const steps = distance(word, name);
    if (steps < least) [best, least] = [name, steps];
  }
  return best;
}

/** `; did you mean x?`, or nothing. */
export function didYouMean(word: string, names: readonly string[], before = ''): string {
  const name = nearest(word, names);
  return name === undefined ? '' : `; did you mean ${before}${name}?`;
}
