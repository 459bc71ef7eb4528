/** Through whose eyes blocks are counted: by node, or by owner where the scenario says who owns what. */
import type { Evidence } from './evidence.js';

const OWNER = 'owner_';
const COLUMN = 'effective_producers';

/** What stands before the names of columns. */
export function lensOf({ input }: Pick<Evidence, 'input'>): string {
  return input.records.some(({ columns }) => `${OWNER}${COLUMN}` in columns) ? OWNER : '';
}

/** The column of effective producers. */
export const effectiveOf = (evidence: Pick<Evidence, 'input'>): string => `${lensOf(evidence)}${COLUMN}`;
