import type { Transaction } from './transaction.js';

export interface CoverRules {
  /** Whether a transaction must be covered by what those before it in the block leave; else by the balance before the block. */
  readonly cumulativeCover: boolean;
  /** Whether there is UNSTAKE. */
  readonly unstake: boolean;
  /** Coins that every transaction but EXCHANGE costs its sender, paid to whoever makes the block. */
  readonly fee: number;
}

/** Who makes a block, and what new coins it is paid. */
export interface Maker {
  readonly key: string;
  readonly reward: number;
  /** Whether new coins are staked at once. */
  readonly staked: boolean;
}

/** Where the fees of transactions go that are only tried. */
const NOBODY = '';

/** What was there before a change: undefined if nothing. */
type Undo = readonly [table: Map<string, number>, key: string, before: number | undefined];

/** Balances and stakes by public key, made by executing transactions block by block; the newest block can be taken back. */
export class Accounts {
  readonly balances = new Map<string, number>();
  /** In the order in which their owners first staked. */
  readonly stakes: Map<string, number>;
  private readonly undos: Undo[][] = [];

  constructor(stakes: Iterable<readonly [string, number]>) {
    this.stakes = new Map(stakes);
  }

  balance(key: string): number {
    return this.balances.get(key) ?? 0;
  }

  stake(key: string): number {
    return this.stakes.get(key) ?? 0;
  }

  /** Those of some transactions, in their order, that their senders can pay: at most so many. */
  covered(transactions: Iterable<Transaction>, rules: CoverRules, most = Infinity): Transaction[] {
    const moved = new Accounts([]);
    const covered: Transaction[] = [];
    for (const transaction of transactions) {
      if (covered.length === most) break;
      if (!this.covers(transaction, moved, rules)) continue;
      covered.push(transaction);
      if (rules.cumulativeCover) moved.move(transaction, rules, NOBODY, []);
    }
    return covered;
  }

  private covers({ type, amount, senderPublicKey: sender }: Transaction, moved: Accounts, rules: CoverRules): boolean {
    if (type === 'EXCHANGE') return true;
    if (type === 'UNSTAKE' && rules.unstake) {
      // Somebody must be left to make blocks.
      const left = sum(this.stakes) + sum(moved.stakes) - amount;
      return this.stake(sender) + moved.stake(sender) >= amount && amount >= rules.fee && left > 0;
    }
    return this.balance(sender) + moved.balance(sender) >= amount + rules.fee;
  }

  /** Executes the transactions of the next block, and pays whoever makes it. */
  execute(transactions: readonly Transaction[], rules: CoverRules, { key, reward, staked }: Maker): void {
    const undo: Undo[] = [];
    for (const transaction of transactions) this.move(transaction, rules, key, undo);
    if (reward > 0) this.add(staked ? this.stakes : this.balances, key, reward, undo);
    this.undos.push(undo);
  }

  /** Takes back the newest block. */
  takeBack(): void {
    for (const [table, key, before] of this.undos.pop()!.reverse()) {
      if (before === undefined) table.delete(key);
      else table.set(key, before);
    }
  }

  private move(transaction: Transaction, { unstake, fee }: CoverRules, maker: string, undo: Undo[]): void {
    const { type, amount, senderPublicKey: from, receiverPublicKey: to } = transaction;
    const { balances, stakes } = this;
    if (fee > 0 && type !== 'EXCHANGE') {
      this.add(balances, from, -fee, undo);
      this.add(balances, maker, fee, undo);
    }
    if (type === 'STAKE') {
      // To anyone else it does nothing, and stands in the block all the same.
      if (from !== to) return;
      this.add(stakes, from, amount, undo);
      this.add(balances, from, -amount, undo);
    } else if (type === 'UNSTAKE' && unstake) {
      this.add(stakes, from, -amount, undo);
      this.add(balances, from, amount, undo);
    } else {
      this.add(balances, from, -amount, undo);
      this.add(balances, to, amount, undo);
    }
  }

  private add(table: Map<string, number>, key: string, amount: number, undo: Undo[]): void {
    const before = table.get(key);
    undo.push([table, key, before]);
    table.set(key, (before ?? 0) + amount);
  }
}

function sum(table: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const amount of table.values()) total += amount;
  return total;
}
