/**
 * A withholding policy as a table: what a miner does who keeps blocks back, by the lengths of both branches and the state
 * of the fork. The model is that of Sapirshtein, Sompolinsky, Zohar, "Optimal Selfish Mining Strategies in Bitcoin"
 * (FC 2016), section 3. A table is plain JSON, written by the solver and read by the strategy that plays it.
 */

/**
 * The fork that a withholder sees. `irrelevant`: the last block was its own, so that publishing as many as the public
 * branch has comes too late to split the others; `relevant`: the last block was an honest one, so that a match is
 * possible; `active`: a match has been published, and the others are split.
 */
export type Fork = 'irrelevant' | 'relevant' | 'active';

/**
 * `adopt` gives the own branch up, `override` publishes one block more than the public branch has, `match` publishes as
 * many as it has, `wait` goes on mining in private.
 */
export type WithholdingAction = 'adopt' | 'override' | 'match' | 'wait';

/** In the order of a table’s parts. */
export const FORKS: readonly Fork[] = ['irrelevant', 'relevant', 'active'];

/** Whom the others follow in a tie: the branch heard first, or either with equal chance whenever it was heard. */
export type TieBreaking = 'first-seen' | 'uniform';

/** Letter of an action in a table's rows. */
const LETTERS: Readonly<Record<string, WithholdingAction>> = { a: 'adopt', o: 'override', m: 'match', w: 'wait' };

/** How an action is written in a table’s rows. */
export const LETTER_OF: Readonly<Record<WithholdingAction, string>> = {
  adopt: 'a',
  override: 'o',
  match: 'm',
  wait: 'w',
};

/** What a withholder does in each state, as `consensim theory optimal-withholding` writes it and scenarios read it. */
export interface PolicyTable {
  readonly kind: 'withholding-policy';
  /** The withholder's share of the hash power, in (0, 1/2). */
  readonly alpha: number;
  /** Share of the other hash power that mines on the withholder's branch in a tie that it has published. */
  readonly gamma: number;
  readonly tieBreaking: TieBreaking;
  /** Longest branch of the model; with a branch of this length a policy may only adopt or override. */
  readonly cutOff: number;
  /** The withholder's share of the main chain under this policy, in the model. */
  readonly revenue: number;
  /**
   * For each state of the fork `cutOff + 1` rows, one for each length a of the withholder's branch since the fork; in a
   * row, the letter at h is the action against a public branch of length h: a adopt, o override, m match, w wait.
   */
  readonly actions: Readonly<Record<Fork, readonly string[]>>;
}

/**
 * The action of a table. Lengths above the cut-off, which only a network with delays brings about, are answered as the
 * model would at its edge: by an override when the withholder is ahead, else by giving up.
 * @param a Length of the withholder's branch since the fork
 * @param h Length of the public branch since the fork
 */
export function actionOf({ actions, cutOff }: PolicyTable, a: number, h: number, fork: Fork): WithholdingAction {
  if (a > cutOff || h > cutOff) return a > h ? 'override' : 'adopt';
  return LETTERS[actions[fork][a]!.charAt(h)]!;
}

/**
 * A table read from JSON.
 * @throws RangeError that names what is wrong, and what is allowed
 */
export function policyTableFrom(json: unknown): PolicyTable {
  const table = (json ?? {}) as PolicyTable;
  const wrong = (what: string, found: unknown, allowed: string): never => {
    throw new RangeError(`withholding policy: ${what}: expected ${allowed}, found ${JSON.stringify(found)}`);
  };
  if (table.kind !== 'withholding-policy') wrong('kind', table.kind, '"withholding-policy"');
  const isNumber = (value: unknown, least: number, most: number) =>
    typeof value === 'number' && value >= least && value <= most;
  if (!(isNumber(table.alpha, 0, 0.5) && table.alpha > 0 && table.alpha < 0.5))
    wrong('alpha', table.alpha, 'a number between 0 and 0.5');
  for (const name of ['gamma', 'revenue'] as const) {
    if (!isNumber(table[name], 0, 1)) wrong(name, table[name], 'a number from 0 to 1');
  }
  if (table.tieBreaking !== 'first-seen' && table.tieBreaking !== 'uniform')
    wrong('tieBreaking', table.tieBreaking, '"first-seen" or "uniform"');
  const { cutOff } = table;
  if (!Number.isSafeInteger(cutOff) || cutOff < 1) wrong('cutOff', cutOff, 'a positive integer');
  for (const fork of FORKS) {
    const rows: unknown = table.actions?.[fork];
    if (!Array.isArray(rows) || rows.length !== cutOff + 1)
      wrong(`actions.${fork}`, Array.isArray(rows) ? rows.length : rows, `${cutOff + 1} rows`);
    for (const [a, row] of (rows as unknown[]).entries()) checkRow(row, fork, a, cutOff, wrong);
  }
  return table;
}

function checkRow(
  row: unknown,
  fork: Fork,
  a: number,
  cutOff: number,
  wrong: (what: string, found: unknown, allowed: string) => never,
): void {
  const where = `actions.${fork}[${a}]`;
  if (typeof row !== 'string' || row.length !== cutOff + 1 || /[^aomw]/.test(row))
    wrong(where, row, `${cutOff + 1} letters of a, o, m, w`);
  for (const [h, letter] of (row as string).split('').entries()) {
    if (letter === 'o' && a <= h) wrong(`${where}, h = ${h}`, letter, 'an override only where a > h');
    if (letter === 'm' && (a < h || h === 0)) wrong(`${where}, h = ${h}`, letter, 'a match only where a ≥ h ≥ 1');
  }
}
