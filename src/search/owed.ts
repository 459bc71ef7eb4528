/** Which broken promises count. */
import type { Case, CaseBook } from './case.js';
import { leadsInTurn } from './options.js';
import type { Violation } from './trial.js';

/** Honest leaders in a row that leaders in turn have among any n of them, whoever is faulty, from n = 3f + 1 on. */
const HONEST_IN_A_ROW = 3;

/**
 * Safety always. No progress is promised under loss that never ends, nor where options are not the protocol's own choice; a
 * list of leaders is as good as turns, if honest ones come in a row as often.
 */
export function isOwed({ sort }: Pick<Violation, 'sort'>, document: Case, book: CaseBook): boolean {
  if (sort === 'safety') return true;
  const [{ kind, ...options }] = Object.values(document.protocols) as [{ kind: string; leaders?: unknown }];
  if (document.network['loss'] !== undefined) return false;
  const chosen = Object.keys(options);
  if (chosen.length === 0) return true;
  if (chosen.length > 1 || !Array.isArray(options.leaders)) return false;
  return leadsInTurn(book.registry.protocols.get(kind)) && isFair(options.leaders as number[], document);
}

/** Whether in any n + 2 views in a row, those after the list included, some honest nodes lead one after the other. */
function isFair(listed: readonly number[], { nodes: { count: n }, faults }: Case): boolean {
  const faulty = new Set(faults.flatMap(({ nodes }) => (nodes as { ids?: readonly number[] } | undefined)?.ids ?? []));
  let since = 0;
  let row = 0;
  for (let view = 0; view < listed.length + 2 * n; view++) {
    row = faulty.has((listed[view] ?? view) % n) ? 0 : row + 1;
    since = row >= HONEST_IN_A_ROW ? HONEST_IN_A_ROW - 1 : since + 1;
    if (since >= n + 2) return false;
  }
  return true;
}
