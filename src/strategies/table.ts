import type { Action, Fork, Strategy } from './strategy.js';

/** A policy written down state by state, as a solver finds it. */
export interface Table {
  /** Longest branch that the table speaks of. */
  readonly cutOff: number;
  /** Row a, letter h: a adopt, o override, m match, w wait. */
  readonly actions: Readonly<Record<Fork, readonly string[]>>;
}

const LETTERS: Readonly<Record<string, Action>> = { a: 'adopt', o: 'override', m: 'match', w: 'wait' };
const FORKS: readonly Fork[] = ['irrelevant', 'relevant', 'active'];

/**
 * The strategy that follows a table. Beyond its edge the longer branch wins: override when ahead, else adopt.
 * @throws RangeError for a letter that is no action
 */
export function tabled(name: string, { cutOff, actions }: Table): Strategy {
  const width = cutOff + 1;
  const flat = FORKS.map((fork) =>
    Array.from({ length: width * width }, (_, at) => {
      const letter = actions[fork][Math.floor(at / width)]?.[at % width] ?? '';
      const action = LETTERS[letter];
      if (!action) throw new RangeError(`a policy's letters are a, o, m and w, found "${letter}"`);
      return action;
    }),
  );
  const [irrelevant, relevant, active] = flat as [Action[], Action[], Action[]];
  return {
    name,
    decide(a, h, fork) {
      if (a > cutOff || h > cutOff) return a > h ? 'override' : 'adopt';
      const rows = fork === 'relevant' ? relevant : fork === 'active' ? active : irrelevant;
      return rows[a * width + h]!;
    },
  };
}
