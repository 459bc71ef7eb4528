/**
 * How a withholding miner decides. The words are those of Sapirshtein, Sompolinsky, Zohar 2016, "Optimal Selfish Mining
 * Strategies in Bitcoin", section 3: a state is the lengths of the attacker's and of the public branch since the block at
 * which they part, and whether a tie may be, or is being, fought.
 */

/**
 * What the last event has made of the fork: `relevant`, the last block was found by the honest, so that a branch of the same
 * length can be published against it in time; `irrelevant`, it was not, and honest miners keep to their own branch at equal
 * length; `active`, equally long branches are public and honest miners are divided between them.
 */
export type Fork = 'irrelevant' | 'relevant' | 'active';

/**
 * `adopt`: give up the own branch and mine on the public one. `override`: publish one block more than the public branch has,
 * which thereby loses. `match`: publish as many as the public branch has. `wait`: publish nothing.
 */
export type Action = 'adopt' | 'override' | 'match' | 'wait';

export interface Strategy {
  readonly name: string;
  /**
   * What to do after a block has been found, by whomever.
   * @param a blocks of the attacker's branch since the fork, published or not
   * @param h blocks of the public branch since the fork
   * @param fork `relevant` only where `match` is possible
   * @returns `override` only where a > h; `match` only where a ≥ h ≥ 1 and the fork is `relevant`
   */
  decide(a: number, h: number, fork: Fork): Action;
}
