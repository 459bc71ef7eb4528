/** What everybody owns after a block, and how it counts where leaders are drawn by stake. */
import type { BlockId, BlockView, ChainFacts, NodeId, Spending } from '../contract.js';
import { inflationOf, rewardAt, rewards } from './issuance.js';
import { oracle, oracleUnit } from './oracle.js';
import { PooledStakes } from './pooled-stakes.js';
import { absentAfter, slash, slashAt } from './stake-changes.js';
import { coinsAtGenesis, countedStakes, identitiesOf, sumOf } from './stake-weight.js';

/** Blocks between two full tables of stakes. */
const SPAN = 64;

/** What is looked at of the blocks of a chain. */
export type PaidChain = Pick<BlockView, 'height' | 'parent' | 'producer' | 'culprits' | 'derive'>;

/**
 * Every node's weight in lotteries after a block: its coins there, as the economy lets them count. The one place where a
 * protocol asks for the stakes of the day. The answer must not be written to.
 */
export function stakesAfter(blocks: PaidChain, block: BlockId, facts: ChainFacts): ArrayLike<number> {
  const { economy } = facts;
  if (!economy.changes) return counted(blocks, block, facts);
  const absent = absentAfter(economy, blocks.height(block));
  return Float64Array.from(counted(blocks, block, facts), (stake, node) => (absent.has(node) ? 0 : stake));
}

/** The same of everybody, whether or not its validators have entered and not left. */
export function counted(blocks: PaidChain, block: BlockId, facts: ChainFacts): ArrayLike<number> {
  const { stakeWeight = 'linear', splits, delegation } = facts.economy;
  if (delegation) return pooledCount(blocks, block, facts);
  if (stakeWeight === 'linear') return coinsAfter(blocks, block, facts);
  const count = (at: BlockId) => countedStakes(coinsAfter(blocks, at, facts), stakeWeight, splits);
  return isConstant(facts) ? blocks.derive('counted stakes', 0, count) : count(block);
}

/**
 * Every node's coins after a block: its weight at genesis and, when rewards compound, what its blocks on this chain have
 * paid it and its part of what all holders were given. A chain changes one stake a block, so only every 64th block keeps a
 * table; in between the few blocks since then are added to a copy. The answer must not be written to.
 */
export function coinsAfter(blocks: PaidChain, block: BlockId, facts: ChainFacts): ArrayLike<number> {
  if (isConstant(facts)) return genesis(blocks, facts).coins;
  if (facts.economy.delegation) return pooledAfter(blocks, block, facts).accounts.coins();
  if (blocks.height(block) % SPAN === 0) return table(blocks, block, facts).coins;
  return summed(blocks, block, facts).coins;
}

/** All coins there are after a block. */
export function supplyAfter(blocks: PaidChain, block: BlockId, facts: ChainFacts): number {
  if (isConstant(facts)) return genesis(blocks, facts).supply;
  if (facts.economy.delegation) return pooledAfter(blocks, block, facts).accounts.supply;
  if (blocks.height(block) % SPAN === 0) return table(blocks, block, facts).supply;
  return summed(blocks, block, facts).supply;
}

/** Coins slashed up to a block, over all coins at genesis. */
export function slashedAfter(blocks: PaidChain, block: BlockId, facts: ChainFacts): number {
  if (isConstant(facts)) return 0;
  const { slashed } = holdingsAfter(blocks, block, facts);
  return slashed / genesis(blocks, facts).supply;
}

function holdingsAfter(blocks: PaidChain, block: BlockId, facts: ChainFacts): Pick<Holdings, 'slashed'> {
  if (facts.economy.delegation) return pooledAfter(blocks, block, facts).accounts;
  return blocks.height(block) % SPAN === 0 ? table(blocks, block, facts) : summed(blocks, block, facts);
}

/**
 * Who is in whose pool after a block, with what everybody owns; holders who delegate to nobody are a pool of one. Only with a
 * delegation. The answer must not be written to.
 */
export function poolsAfter(blocks: PaidChain, block: BlockId, facts: ChainFacts): PooledStakes['accounts'] {
  return pooledAfter(blocks, block, facts).accounts;
}

/** Whether stakes are for ever those of genesis, so that it does not matter which block is asked about. */
export function stakesStand(facts: Pick<ChainFacts, 'economy'>): boolean {
  return isConstant(facts) && !facts.economy.changes;
}

function isConstant({ economy }: Pick<ChainFacts, 'economy'>): boolean {
  if (economy.changes?.some(({ kind }) => kind === 'slash')) return false;
  if (economy.spending || economy.slashing || economy.delegation?.revisionBlocks) return false;
  return !economy.compound || !(rewards(economy) || economy.inflation);
}

interface Holdings {
  readonly coins: ArrayLike<number>;
  readonly supply: number;
  /** Coins slashed so far. */
  readonly slashed: number;
}

function genesis(blocks: PaidChain, facts: ChainFacts): Holdings {
  return blocks.derive('coins at genesis', 0, () => {
    const coins = coinsAtGenesis(facts);
    return { coins, supply: sumOf(coins), slashed: 0 };
  });
}

function table(blocks: PaidChain, block: BlockId, facts: ChainFacts): Holdings {
  if (blocks.height(block) === 0) return genesis(blocks, facts);
  return blocks.derive('stakes', block, () => summed(blocks, block, facts));
}

/** Everybody's own stake and what is delegated to it; 0 for who delegates. */
function pooledCount(blocks: PaidChain, block: BlockId, facts: ChainFacts): ArrayLike<number> {
  const count = () => {
    const pooled = pooledAfter(blocks, block, facts);
    return Float64Array.from(facts.weights, (_, node) => pooled.countedFor(node));
  };
  return isConstant(facts) ? blocks.derive('counted stakes', 0, count) : count();
}

function pooledAfter(blocks: PaidChain, block: BlockId, facts: ChainFacts): PooledStakes {
  if (isConstant(facts)) return pooledTable(blocks, 0, facts);
  if (blocks.height(block) % SPAN === 0) return pooledTable(blocks, block, facts);
  return pooledSince(blocks, block, facts);
}

function pooledTable(blocks: PaidChain, block: BlockId, facts: ChainFacts): PooledStakes {
  return blocks.derive('pooled stakes', block, () => {
    if (blocks.height(block) > 0) return pooledSince(blocks, block, facts);
    const draw = (height: number, index: number) => oracleUnit(oracle(facts.genesisSeed, height), index);
    const { economy } = facts;
    return new PooledStakes({ coins: coinsAtGenesis(facts), economy, identities: identitiesOf(facts), draw });
  });
}

function pooledSince(blocks: PaidChain, block: BlockId, facts: ChainFacts): PooledStakes {
  const [at, since] = sinceTable(blocks, block);
  const pooled = pooledTable(blocks, at, facts).copy();
  for (const each of since) pooled.add(blocks.producer(each), blocks.culprits(each));
  return pooled;
}

/** The last block below this one that keeps a table, and those since then in their order. */
function sinceTable(blocks: PaidChain, block: BlockId): readonly [BlockId, readonly BlockId[]] {
  const since: BlockId[] = [];
  let at = block;
  do {
    since.push(at);
    at = blocks.parent(at);
  } while (blocks.height(at) % SPAN !== 0);
  return [at, since.reverse()];
}

/** Moves what holders spend with one block to who made it. */
function spend({ rate, by }: Spending, coins: Float64Array, producer: NodeId): void {
  let fees = 0;
  const pay = (node: NodeId) => {
    fees += rate * coins[node]!;
    coins[node]! *= 1 - rate;
  };
  if (by) by.forEach(pay);
  else for (let node = 0; node < coins.length; node++) pay(node);
  coins[producer]! += fees;
}

/** The last table below a block, and what the blocks since have brought, in their order. */
function summed(blocks: PaidChain, block: BlockId, facts: ChainFacts): Holdings {
  const { economy } = facts;
  const [at, since] = sinceTable(blocks, block);
  const before = table(blocks, at, facts);
  const genesisCoins = genesis(blocks, facts).supply;
  const coins = Float64Array.from(before.coins);
  let { supply, slashed } = before;
  // Coins are counted in units that grow with what all holders are given, so that a block still changes one number.
  let unit = 1;
  let height = blocks.height(at);
  for (const each of since) {
    const producer = blocks.producer(each);
    height++;
    if (economy.compound) {
      const given = inflationOf(economy, supply);
      const reward = rewardAt(economy, height, genesisCoins);
      if (given > 0) unit *= 1 + given / supply;
      coins[producer]! += reward / unit;
      supply += given + reward;
    }
    if (economy.spending) spend(economy.spending, coins, producer);
    let cut = economy.changes ? slashAt(economy, height, coins) : 0;
    if (economy.slashing) for (const node of blocks.culprits(each)) cut += slash(coins, node, economy.slashing.share);
    supply -= unit * cut;
    slashed += unit * cut;
  }
  if (unit !== 1) for (let node = 0; node < coins.length; node++) coins[node]! *= unit;
  return { coins, supply, slashed };
}
