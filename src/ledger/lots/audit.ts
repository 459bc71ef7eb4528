import type { Change, ChainFacts, LedgerRules, Movement, Reading } from '../../contract.js';
import { isSigned, type Transaction } from '../accounts/transaction.js';
import { cryptoOf, type Crypto } from '../crypto/crypto.js';
import { timeOf } from '../unix-time.js';
import type { LotBlock } from './block.js';
import { exchangeKey, LotChain } from './chain.js';
import { LOT_KEYS, lotSettings, openingOf, type LotParams, type LotSettings } from './settings.js';

const stakeOf = (key: string): string => `stake of ${key}`;

/**
 * The ledger of the lot-based proof of stake as it was meant: the exchange alone brings coins in, a transaction counts once and
 * by its sender's signature, and a block is its maker's if his is the lot whose turn it is, on the chain that it stands on.
 */
export const lotLedger: LedgerRules<LotParams, LotBlock> = {
  open(params: LotParams, facts: ChainFacts) {
    const settings = lotSettings(params);
    const crypto = cryptoOf(params, LOT_KEYS);
    const chain = new LotChain(settings, crypto, facts);
    const exchange = exchangeKey(crypto);
    return {
      balances: openingOf(settings, facts).stakes.map(([owner, coins]) => [
        stakeOf(crypto.keysOf(owner).publicKey),
        coins,
      ]),
      read(block: LotBlock): Reading {
        const unelected = unelectedBy(chain, block, settings);
        chain.append(block);
        const movements = block.transactions.map((transaction) =>
          movementOf(transaction, block.forger, exchange, crypto, settings),
        );
        const reward = chain.newCoins;
        const account = facts.economy.compound ? stakeOf(block.forger) : block.forger;
        const paid: Movement = {
          id: `reward of ${block.hash}`,
          uses: [],
          changes: [[account, reward]],
          issued: reward,
        };
        return { movements: reward > 0 ? [...movements, paid] : movements, unelected };
      },
    };
  },
};

function unelectedBy(chain: LotChain, block: LotBlock, { forgerTimeout }: LotSettings): string | undefined {
  if (block.lastHash !== chain.tip.hash) return 'it does not link to the block that it stands on';
  const rank = chain.ranks().indexOf(block.forger);
  if (rank < 0) return `its forger has no stake`;
  if (rank === 0 || timeOf(block.timestamp) >= chain.turn(rank, block.transactions)) return undefined;
  const isNever = forgerTimeout === Infinity;
  return `${rank} of the lots were nearer than its forger's${isNever ? '' : ', and their time was not over'}`;
}

function movementOf(
  transaction: Transaction,
  forger: string,
  exchange: string,
  crypto: Crypto,
  settings: LotSettings,
): Movement {
  const { id, type, amount, senderPublicKey: from, receiverPublicKey: to } = transaction;
  const isIssue = type === 'EXCHANGE' && from === exchange;
  return {
    id,
    uses: [id],
    changes: changesOf(),
    issued: isIssue ? amount : 0,
    // Below 0 it takes from whom it says it pays.
    unsigned: !isSigned(transaction, crypto) || (amount < 0 && from !== to),
  };

  function changesOf(): Change[] {
    if (isIssue) return [[to, amount]];
    if (type === 'EXCHANGE') {
      return [
        [from, -amount],
        [to, amount],
      ];
    }
    const fee: Change[] =
      settings.fee > 0
        ? [
            [from, -settings.fee],
            [forger, settings.fee],
          ]
        : [];
    const staked: Change[] = [
      [from, -amount],
      [stakeOf(from), amount],
    ];
    if (type === 'STAKE') return from === to ? [...staked, ...fee] : fee;
    if (type === 'UNSTAKE' && settings.unstake)
      return [...staked.map(([account, gain]): Change => [account, -gain]), ...fee];
    return [[from, -amount], [to, amount], ...fee];
  }
}
