import type { Change, ChainFacts, LedgerRules, Movement, NodeId, Reading } from '../../contract.js';
import { cryptoOf, type Crypto } from '../crypto/crypto.js';
import { coinName, coinsOf, opens, ownerOf, type Coin, type UtxoTransaction } from '../utxo/transaction.js';
import { genesisBlock, rootOf, type TrudecBlock } from './block.js';
import { complexityOn, elects, lotOf } from './election.js';
import { TRUDEC_KEYS, trudecSettings, walletOf, type TrudecParams, type TrudecSettings } from './settings.js';

/**
 * The ledger of TruDeC as it was meant: an output is spent once, by its owner; and a block is its maker's if enough nodes voted
 * for it on that very head, each once and by itself, and if its header commits to what it holds.
 */
export const trudecLedger: LedgerRules<TrudecParams, TrudecBlock> = {
  open(params: TrudecParams, facts: ChainFacts) {
    const settings = trudecSettings(params);
    const crypto = cryptoOf(params, TRUDEC_KEYS);
    const reader = new Reader(settings, crypto, facts.weights.length);
    return { balances: reader.opening, read: (block: TrudecBlock) => reader.read(block) };
  },
};

class Reader {
  readonly opening: readonly Change[];
  private readonly settings: TrudecSettings;
  private readonly crypto: Crypto;
  /** By node: the key of its wallet. */
  private readonly keys: readonly string[];
  private readonly coins = new Map<string, Coin>();
  private readonly spent = new Set<string>();
  private head: TrudecBlock;
  private before: TrudecBlock | undefined;

  constructor(settings: TrudecSettings, crypto: Crypto, n: number) {
    this.settings = settings;
    this.crypto = crypto;
    this.keys = Array.from({ length: n }, (_, node: NodeId) => crypto.keysOf(walletOf(node)).publicKey);
    this.head = genesisBlock(settings, n, crypto);
    const [issue] = this.head.transactions;
    this.opening = issue!.outputs.map((output) => [ownerOf(output), output.amount]);
    this.note(issue!);
  }

  read(block: TrudecBlock): Reading {
    const unelected = this.unelected(block);
    const movements = block.transactions.map((transaction) => this.movement(transaction));
    this.before = this.head;
    this.head = block;
    return { movements, unelected };
  }

  private note(transaction: UtxoTransaction): void {
    for (const coin of coinsOf(transaction)) this.coins.set(coinName(coin), coin);
  }

  /** What is spent already is worth nothing, and what is not there neither. */
  private movement(transaction: UtxoTransaction): Movement {
    const changes: Change[] = [];
    let unsigned = false;
    for (const input of transaction.inputs) {
      const coin = this.coins.get(coinName(input));
      if (coin && !opens(transaction, input, coin, this.crypto)) unsigned = true;
      if (coin && !this.spent.has(coinName(input))) changes.push([ownerOf(coin), -coin.amount]);
    }
    const uses = transaction.inputs.map(coinName);
    for (const name of uses) this.spent.add(name);
    for (const output of transaction.outputs) changes.push([ownerOf(output), output.amount]);
    this.note(transaction);
    return { id: transaction.hash, uses, changes, issued: 0, unsigned };
  }

  private unelected(block: TrudecBlock): string | undefined {
    const { settings, crypto, head, keys } = this;
    if (block.previousHash !== head.hash) return 'it does not link to the block that it stands on';
    if (block.merkleRoot !== rootOf(block.transactions, crypto)) return 'its header commits to other transactions';
    const real = new Map(
      block.votes
        .filter((vote) => vote.head === head.hash && vote.round === block.round && keys[vote.by] === vote.voter)
        .map((vote) => [vote.voter, vote] as const),
    );
    const meant = { ...settings, eqNoneCrash: false, fractionalC: false };
    const complexity = complexityOn(head, this.before, keys.length, meant)!;
    const lot = (candidate: string) => lotOf(candidate, head, block.round, crypto);
    const terms = { rule: settings.rule, complexity, n: keys.length, lot };
    if (elects(block.maker, [...real.values()], terms)) return undefined;
    const own = [...real.values()].filter(({ candidate }) => candidate === block.maker).length;
    return `${own} nodes voted for its maker on that head, C is ${complexity}, the rule ${settings.rule}`;
  }
}
