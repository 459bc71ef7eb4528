/** A node's chain of TruDeC blocks with the outputs that it makes and spends, and what may be put on it. */
import type { Time } from '../../contract.js';
import type { Crypto } from '../crypto/crypto.js';
import { tieDraw } from '../tie-draw.js';
import { timeOf } from '../unix-time.js';
import { coinName, coinsOf, opens, ownerOf, type Coin, type UtxoTransaction } from '../utxo/transaction.js';
import { headerHash, isSolved, rootOf, type TrudecBlock } from './block.js';
import { complexityOn, elects, isVoteSigned, lotOf } from './election.js';
import type { TrudecSettings } from './settings.js';

interface Place {
  readonly coin: Coin;
  made: number;
  spent: number;
}

export class TrudecChain {
  readonly blocks: TrudecBlock[] = [];
  /** Outputs by name, with how often they stand in the chain and how often they are spent there. */
  private readonly coins = new Map<string, Place>();
  /** By address, then by name: those that its wallet shows. */
  private readonly owned = new Map<string, Map<string, Place>>();
  private readonly contained = new Map<string, number>();
  private readonly settings: TrudecSettings;
  private readonly crypto: Crypto;
  /** Public keys of those who may vote. */
  private readonly members: ReadonlySet<string>;

  constructor(settings: TrudecSettings, crypto: Crypto, members: ReadonlySet<string>) {
    this.settings = settings;
    this.crypto = crypto;
    this.members = members;
  }

  get tip(): TrudecBlock {
    return this.blocks[this.blocks.length - 1]!;
  }

  contains({ hash }: UtxoTransaction): boolean {
    return this.contained.has(hash);
  }

  append(block: TrudecBlock): void {
    this.blocks.push(block);
    for (const transaction of block.transactions) {
      this.contained.set(transaction.hash, (this.contained.get(transaction.hash) ?? 0) + 1);
      this.count(transaction, 1);
    }
  }

  takeBack(): TrudecBlock {
    const block = this.blocks.pop()!;
    for (const transaction of block.transactions.toReversed()) {
      this.count(transaction, -1);
      const left = this.contained.get(transaction.hash)! - 1;
      if (left === 0) this.contained.delete(transaction.hash);
      else this.contained.set(transaction.hash, left);
    }
    return block;
  }

  private count(transaction: UtxoTransaction, by: 1 | -1): void {
    for (const input of transaction.inputs) {
      const place = this.coins.get(coinName(input));
      if (!place) continue;
      place.spent += by;
      this.show(place);
    }
    for (const coin of coinsOf(transaction)) {
      const name = coinName(coin);
      let place = this.coins.get(name);
      if (!place) this.coins.set(name, (place = { coin, made: 0, spent: 0 }));
      place.made += by;
      if (place.made === 0) this.coins.delete(name);
      this.show(place);
    }
  }

  private show(place: Place): void {
    const address = ownerOf(place.coin);
    const isShown = place.made > 0 && (place.spent === 0 || !this.settings.trackSpent);
    let own = this.owned.get(address);
    if (!own) this.owned.set(address, (own = new Map()));
    if (isShown) own.set(coinName(place.coin), place);
    else own.delete(coinName(place.coin));
  }

  isSpent(input: Pick<Coin, 'transactionHash' | 'outputIndex'>): boolean {
    return (this.coins.get(coinName(input))?.spent ?? 0) > 0;
  }

  /**
   * Outputs of an address as its wallet shows them: those that are not spent, or, where nobody keeps track, all it ever
   * received, as often as it did.
   */
  coinsOf(address: string): Coin[] {
    const places = [...(this.owned.get(address)?.values() ?? [])];
    if (this.settings.trackSpent) return places.map(({ coin }) => coin);
    return places.flatMap(({ coin, made }) => new Array<Coin>(made).fill(coin));
  }

  /** All that own, or have owned, an output. */
  addresses(): string[] {
    return [...this.owned.keys()];
  }

  /** Whether the scripts open what is spent, amounts are equal, and nothing is spent twice if that is looked at. */
  isValid(transaction: UtxoTransaction): boolean {
    const { trackSpent } = this.settings;
    let sum = 0;
    for (const input of transaction.inputs) {
      const place = this.coins.get(coinName(input));
      if (!place || !opens(transaction, input, place.coin, this.crypto)) return false;
      if (trackSpent && place.spent > 0) return false;
      sum += place.coin.amount;
    }
    for (const { amount } of transaction.outputs) {
      // A negative output would make another larger than what went in.
      if (trackSpent && !(amount > 0)) return false;
      sum -= amount;
    }
    const names = new Set(transaction.inputs.map(coinName));
    return sum === 0 && (!trackSpent || (names.size === transaction.inputs.length && !this.contains(transaction)));
  }

  /** C for the next block; undefined: working it out fails. */
  complexity(): number | undefined {
    return complexityOn(this.tip, this.blocks[this.blocks.length - 2], this.members.size, this.settings);
  }

  lot(round: number): (candidate: string) => string {
    return (candidate) => lotOf(candidate, this.tip, round, this.crypto);
  }

  takes(block: TrudecBlock, now: Time): boolean {
    const { crypto, settings } = this;
    return (
      block.previousHash === this.tip.hash &&
      block.hash === headerHash(block, crypto) &&
      isSolved(block.hash, settings.zeros, crypto) &&
      block.transactions.length > 0 &&
      block.transactions.every((transaction) => this.isValid(transaction)) &&
      (!settings.trackSpent || this.spendsOnce(block)) &&
      (!settings.verifyMerkle || block.merkleRoot === rootOf(block.transactions, crypto)) &&
      (!settings.verifyElection || this.isElected(block, now))
    );
  }

  private spendsOnce({ transactions }: TrudecBlock): boolean {
    const names = transactions.flatMap(({ inputs }) => inputs.map(coinName));
    return new Set(names).size === names.length;
  }

  /** Whether the votes that a block carries elected its maker, in a round whose time had come. */
  private isElected(block: TrudecBlock, now: Time): boolean {
    const { rule, electionTimeout } = this.settings;
    const { votes, round, maker, height } = block;
    const complexity = this.complexity();
    const time = timeOf(block.timestamp);
    const begun = Math.max(0, timeOf(this.tip.timestamp)) + (round === 0 ? 0 : round * electionTimeout);
    return (
      block.complexity === complexity &&
      height === this.blocks.length &&
      Number.isSafeInteger(round) &&
      round >= 0 &&
      time <= now &&
      time >= begun &&
      new Set(votes.map(({ voter }) => voter)).size === votes.length &&
      votes.every((vote) => this.isVoteFor(vote, round)) &&
      elects(maker, votes, { rule, complexity, n: this.members.size, lot: this.lot(round) })
    );
  }

  private isVoteFor(vote: TrudecBlock['votes'][number], round: number): boolean {
    const isInRound = vote.head === this.tip.hash && vote.round === round;
    const isItsOwn = !this.settings.signVotes || isVoteSigned(vote, this.crypto);
    return isInRound && this.members.has(vote.voter) && isItsOwn;
  }
}

/** Whether the chain that ends in `a` is better: longer, then of the lower draw. */
export function isBetterHead(a: TrudecBlock, b: TrudecBlock): boolean {
  return a.height > b.height || (a.height === b.height && tieDraw(a) < tieDraw(b));
}
