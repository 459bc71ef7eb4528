/** The arguments of the catalogued functions: each word means the same everywhere. No formula is loaded with them. */

export interface Parameter {
  readonly describe: string;
  /** A list is one argument; several numbers, whole numbers or words mean several rows. */
  readonly sort: 'number' | 'whole' | 'word' | 'list';
  /** Of a word. */
  readonly words?: readonly string[];
}

const number = (describe: string): Parameter => ({ describe, sort: 'number' });
const whole = (describe: string): Parameter => ({ describe, sort: 'whole' });
const word = (describe: string, words: readonly string[]): Parameter => ({ describe, sort: 'word', words });
const list = (describe: string): Parameter => ({ describe, sort: 'list' });

export const PARAMETERS = {
  alpha: number('Share of the hash power of the attacker or pool, below 0.5'),
  gamma: number('Share of the others that mines on the attacker’s branch in a tie, 0 to 1'),
  q: number('Share of the hash power of the attacker'),
  z: whole('Confirmations'),
  k: whole('Confirmations, puzzles of a block, or blocks behind at which a fork is given up'),
  kappa: number('Time that the confirmations took, over what as many honest blocks take on average'),
  risk: number('Chance that is accepted'),
  deficit: whole('Blocks behind'),
  interval: number('Mean time between blocks'),
  delay: number('Delay of a message, in the unit of the interval'),
  time: number('A time, in the unit of the interval'),
  epoch: whole('Blocks between two retargets'),
  measured: whole('Intervals that a retarget measures; absent: all but one'),
  'stale-rate': number('Share of honest blocks that go stale'),
  victim: number('Share of the hash power of the eclipsed victim'),
  defenders: whole('Equal miners beside the attacker'),
  'cut-off': whole('Longest branch of the model; more takes longer and is more exact'),
  bystander: word('What a pool without a branch mines on while others fight a tie', ['first-seen', 'uniform']),
  'tie-breaking': word('What honest miners do in a tie', ['first-seen', 'uniform']),
  strategy: word('Which stubborn rules: SM1 for none', ['SM1', 'L', 'F', 'LF', 'T1', 'LT1', 'FT1', 'LFT1']),
  'uncle-reward': word('What an uncle is paid: (8 − distance)/8, or half of a block', ['byzantium', 'half']),
  x: number('Rate of blocks times delay'),
  share: number('Share of the hash power or stake of one'),
  weights: list('Hash power or stake of each, e.g. 1,2,3'),
  miner: whole('Which of the weights, from 0'),
  unaware: number('Integral over time of the share of power that has not heard of a block, in seconds'),
  rate: number('Children of every block per unit of time'),
  n: whole('Number of nodes, blocks or coins'),
  m1: number('Share of the hash power of the first pool'),
  m2: number('Share of the hash power of the second pool'),
  reward: number('Reward of a block or epoch relative to all stake at the start'),
  inflation: number('What all stakers earn in an epoch, relative to all stake at the start'),
  epsilon: number('Part of a share by which it may be off'),
  shards: whole('Shards of an epoch'),
  growth: number('Total stake over that at the start'),
  coins: whole('Coins of one staker'),
  tries: whole('Seeds that a forger tries'),
  'delay-slots': whole('Slots from a block until others build on it, at least 1'),
  active: number('Part of the slots that have a leader, f'),
  members: whole('Members of a committee; expected ones under sortition'),
  bad: number('Bad share of the stake or nodes'),
  'bad-nodes': whole('Number of bad nodes'),
  least: whole('At least so many, or answers that make a quorum'),
  honest: number('Honest share, or chance of an honest leader'),
  threshold: number('Part of the expected members that makes a quorum'),
  beta: whole('Successes in a row'),
  slots: whole('Slots of an epoch'),
  chance: number('Chance of the event'),
  'cool-down': whole('Blocks that a maker sits out after its own'),
  blocks: whole('Blocks in a row'),
  'z-max': number('Greatest deviation that a z-test accepts'),
  infiltration: number('Power that the first pool sends into the second; the best if it is left out'),
} as const satisfies Readonly<Record<string, Parameter>>;

export type ParameterName = keyof typeof PARAMETERS;
