/** Which chains of on-demand proof of work a node takes, and what accounts hold by them. */
import type { Crypto } from '../crypto/crypto.js';
import { isWorked, signedText, type OnDemandBlock, type OnDemandTransaction, type Party } from './block.js';
import type { OnDemandSettings } from './settings.js';

export const GENESIS_HASH = '000';

/** Whose coins each node has at the start. */
export const walletName = (node: number): string => `node ${node}`;

export type Balances = Map<Party, number>;

/** What accounts hold after these blocks; wallets of nodes begin with the same each. */
export function balancesAfter(blocks: readonly OnDemandBlock[], nodes: number, { funds, txChecks }: OnDemandSettings) {
  const balances: Balances = new Map();
  if (txChecks) for (let node = 0; node < nodes; node++) balances.set(walletName(node), funds);
  for (const { transactions } of blocks) for (const transaction of transactions) execute(balances, transaction);
  return balances;
}

export function execute(balances: Balances, { sender, receiver, amount }: OnDemandTransaction): void {
  balances.set(sender, (balances.get(sender) ?? 0) - amount);
  balances.set(receiver, (balances.get(receiver) ?? 0) + amount);
}

/** Whether its sender signed it; wallets of other names than nodes' have keys as well. */
export function isSigned(transaction: OnDemandTransaction, crypto: Crypto): boolean {
  const { sender, signature } = transaction;
  if (typeof sender !== 'string' || signature === undefined) return false;
  return crypto.verifies(crypto.keysOf(sender).publicKey, signedText(transaction), signature);
}

/** Whether it may wait, where transactions are checked: its sender need not have so much yet. */
export function mayWait(transaction: OnDemandTransaction, crypto: Crypto, { txChecks }: OnDemandSettings): boolean {
  return !txChecks || (transaction.amount > 0 && isSigned(transaction, crypto));
}

/** Why a transaction is not taken on top of these balances; undefined: it is. */
export function objection(
  transaction: OnDemandTransaction,
  balances: Balances,
  crypto: Crypto,
  { txChecks }: OnDemandSettings,
): string | undefined {
  if (!txChecks) return undefined;
  const { sender, amount } = transaction;
  if (!(amount > 0)) return 'the amount is not above 0';
  if (!isSigned(transaction, crypto)) return 'it is not signed by its sender';
  return (balances.get(sender) ?? 0) < amount ? 'its sender does not have so much' : undefined;
}

export interface ChainFacts {
  readonly settings: OnDemandSettings;
  readonly crypto: Crypto;
  readonly nodes: number;
}

/**
 * Whether a whole chain obeys the rules: its genesis, its links, its zeros; where transactions are checked, those too, and that
 * none stands twice.
 * @param from blocks before this one have been checked already
 */
export function isValid(blocks: readonly OnDemandBlock[], zeros: number, facts: ChainFacts, from = 0): boolean {
  const { settings, crypto, nodes } = facts;
  for (let i = from; i < blocks.length; i++) {
    const previous = i === 0 ? GENESIS_HASH : blocks[i - 1]!.hash;
    if (blocks[i]!.previousHash !== previous || !isWorked(blocks[i]!, zeros, crypto)) return false;
  }
  if (!settings.txChecks) return true;
  const balances = balancesAfter(blocks.slice(0, from), nodes, settings);
  const seen = new Set(blocks.slice(0, from).flatMap(({ transactions }) => transactions.map(({ request }) => request)));
  for (const block of blocks.slice(from)) {
    for (const transaction of block.transactions) {
      if (seen.has(transaction.request) || objection(transaction, balances, crypto, settings) !== undefined)
        return false;
      seen.add(transaction.request);
      execute(balances, transaction);
    }
  }
  return true;
}

/** Blocks at the beginning that two chains have in common. */
export function shared(a: readonly OnDemandBlock[], b: readonly OnDemandBlock[]): number {
  let i = Math.min(a.length, b.length);
  // Linked by hashes: where one is the same, all before it are.
  while (i > 0 && a[i - 1]!.hash !== b[i - 1]!.hash) i--;
  return i;
}
