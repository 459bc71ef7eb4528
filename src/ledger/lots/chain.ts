/** A node's chain of lot-based blocks with the accounts that it makes, and what may be put on it. */
import type { ChainFacts, Economy, Time } from '../../contract.js';
import { Accounts } from '../accounts/accounts.js';
import { isSigned, type Transaction } from '../accounts/transaction.js';
import type { Crypto } from '../crypto/crypto.js';
import { sha256Hex } from '../crypto/hashes.js';
import { rewardAt } from '../issuance.js';
import { timeOf } from '../unix-time.js';
import { tieDraw } from '../tie-draw.js';
import { genesisBlock, isSealed, type LotBlock } from './block.js';
import { rankedByLots } from './selection.js';
import { openingOf, type LotSettings } from './settings.js';

/** What the first lots are drawn from where forgers and not blocks make the seed: every network has its own genesis. */
const firstSeed = ({ genesisSeed }: Pick<ChainFacts, 'genesisSeed'>): string => sha256Hex(`genesis ${genesisSeed}`);

export class LotChain {
  readonly blocks: LotBlock[];
  readonly accounts: Accounts;
  /** Names of the transactions in it, with how often each stands there. */
  private readonly contained = new Map<string, number>();
  /** By block: what the lots of the next one are drawn from. */
  private readonly seeds: string[];
  private readonly settings: LotSettings;
  private readonly crypto: Crypto;
  private readonly exchange: string;
  private readonly economy: Economy;
  private readonly genesisWeight: number;
  private readonly coinsPerWeight: number;

  constructor(settings: LotSettings, crypto: Crypto, facts: ChainFacts) {
    this.settings = settings;
    this.crypto = crypto;
    this.blocks = [genesisBlock(crypto)];
    this.seeds = [settings.grindableSeed ? this.tip.hash : firstSeed(facts)];
    const { stakes, coinsPerWeight } = openingOf(settings, facts);
    this.accounts = new Accounts(stakes.map(([owner, coins]) => [crypto.keysOf(owner).publicKey, coins] as const));
    this.economy = facts.economy;
    this.coinsPerWeight = coinsPerWeight;
    this.genesisWeight = stakes.reduce((sum, [, coins]) => sum + coins, 0) / coinsPerWeight;
    this.exchange = exchangeKey(crypto);
  }

  /** Number of blocks, genesis included: the height of these systems. */
  get length(): number {
    return this.blocks.length;
  }

  get tip(): LotBlock {
    return this.blocks[this.blocks.length - 1]!;
  }

  contains(transaction: Transaction): boolean {
    return this.contained.has(transaction.id);
  }

  append(block: LotBlock): void {
    this.blocks.push(block);
    this.seeds.push(this.seedAfter(block));
    const maker = { key: block.forger, reward: this.newCoins, staked: this.economy.compound };
    this.accounts.execute(block.transactions, this.settings, maker);
    for (const { id } of block.transactions) this.contained.set(id, (this.contained.get(id) ?? 0) + 1);
  }

  /** Takes the newest block off. */
  takeBack(): LotBlock {
    const block = this.blocks.pop()!;
    this.seeds.pop();
    this.accounts.takeBack();
    for (const { id } of block.transactions) {
      const left = this.contained.get(id)! - 1;
      if (left === 0) this.contained.delete(id);
      else this.contained.set(id, left);
    }
    return block;
  }

  /** Public keys of those whose lots are nearest for the next block, nearest first. */
  ranks(): readonly string[] {
    return this.rankedAfter(this.seeds[this.seeds.length - 1]!);
  }

  /** New coins that the block at the tip brought its forger. */
  get newCoins(): number {
    return this.coinsPerWeight * rewardAt(this.economy, this.length - 1, this.genesisWeight);
  }

  /** Whose lot would be nearest after this block, if it were put on top and moved no stake. */
  nextForger(block: LotBlock): string | undefined {
    return this.rankedAfter(this.seedAfter(block))[0];
  }

  /** What a forger could grind is its block; who it is, and so its lots, it cannot choose. */
  private rankedAfter(seed: string): readonly string[] {
    const { stakes } = this.accounts;
    return this.settings.grindableSeed ? rankedByLots(stakes, seed) : rankedByLots(stakes, seed, this.crypto.ownerOf);
  }

  private seedAfter(block: LotBlock): string {
    const { settings, crypto, seeds } = this;
    return settings.grindableSeed ? block.hash : sha256Hex(seeds[seeds.length - 1]! + crypto.ownerOf(block.forger));
  }

  /** From when on whoever has this rank may forge a block with these transactions. */
  turn(rank: number, transactions: readonly Transaction[]): Time {
    const { interval, forgerTimeout } = this.settings;
    let from = Math.max(0, timeOf(this.tip.timestamp)) + interval;
    const oldest = transactions.reduce((least, { timestamp }) => Math.min(least, timestamp), Infinity);
    if (oldest !== Infinity) from = Math.max(from, timeOf(oldest));
    return rank === 0 ? from : from + rank * forgerTimeout;
  }

  /** Whether a transaction may come in at a node's door. */
  admits(transaction: Transaction): boolean {
    const { openExchange, checkAmounts, unstake } = this.settings;
    const { type, amount, senderPublicKey: sender, receiverPublicKey: receiver } = transaction;
    if (!isSigned(transaction, this.crypto)) return false;
    if (type === 'EXCHANGE' && !openExchange && sender !== this.exchange) return false;
    if (!checkAmounts) return true;
    const isOwn = type === 'STAKE' || type === 'UNSTAKE';
    return (
      Number.isFinite(amount) &&
      amount > 0 &&
      (!isOwn || (sender === receiver && Number.isInteger(amount) && (type === 'STAKE' || unstake)))
    );
  }

  /** Whether a block may be put on top. */
  takes(block: LotBlock, now: Time): boolean {
    return (
      block.blockCount === this.length &&
      block.lastHash === this.tip.hash &&
      this.isForgersTurn(block, now) &&
      this.accounts.covered(block.transactions, this.settings).length === block.transactions.length &&
      isSealed(block, this.crypto) &&
      (!this.settings.verifyInBlock || this.areSound(block.transactions))
    );
  }

  private isForgersTurn(block: LotBlock, now: Time): boolean {
    const ranks = this.ranks();
    const { forgerTimeout } = this.settings;
    if (forgerTimeout === Infinity) return block.forger === ranks[0];
    const rank = ranks.indexOf(block.forger);
    const time = timeOf(block.timestamp);
    return rank >= 0 && time <= now && time >= this.turn(rank, block.transactions);
  }

  private areSound(transactions: readonly Transaction[]): boolean {
    const names = new Set(transactions.map(({ id }) => id));
    return (
      names.size === transactions.length &&
      transactions.length <= this.settings.blockCapacity &&
      transactions.every((transaction) => this.admits(transaction) && !this.contains(transaction))
    );
  }
}

/** The one key that may bring coins in where not everybody may. */
export function exchangeKey(crypto: Crypto): string {
  return crypto.keysOf('exchange').publicKey;
}

/** Whether the chain that ends in `a` is better than one that ends in `b`: longer, then made earlier, then of the lower draw. */
export function isBetterTip(a: LotBlock, b: LotBlock): boolean {
  if (a.blockCount !== b.blockCount) return a.blockCount > b.blockCount;
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp;
  return tieDraw(a) < tieDraw(b);
}
