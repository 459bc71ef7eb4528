import { chains } from './chains.js';
import { doubleSpending } from './double-spending.js';
import type { TheoryFunction } from './entry.js';
import { identities } from './identities.js';
import { stakes } from './stakes.js';
import { withholding } from './withholding.js';

/** Every function that the command line evaluates, by subject. */
export const catalogue: readonly TheoryFunction[] = [
  ...doubleSpending,
  ...withholding,
  ...chains,
  ...stakes,
  ...identities,
];
