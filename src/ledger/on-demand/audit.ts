import type { ChainFacts, LedgerRules, Movement, Reading } from '../../contract.js';
import { cryptoOf } from '../crypto/crypto.js';
import { isWorked, type OnDemandBlock } from './block.js';
import { GENESIS_HASH, isSigned, walletName } from './chain.js';
import { ON_DEMAND_KEYS, onDemandSettings, type OnDemandParams } from './settings.js';

/**
 * The ledger of on-demand proof of work as it was meant: nobody brings coins in, a transaction counts once and by its sender's
 * signature, and a block is its maker's if its hash begins with as many zeros as all must have.
 */
export const onDemandLedger: LedgerRules<OnDemandParams, OnDemandBlock> = {
  open(params: OnDemandParams, { weights }: ChainFacts) {
    const settings = onDemandSettings(params);
    const crypto = cryptoOf(params, ON_DEMAND_KEYS);
    let previous = GENESIS_HASH;
    return {
      balances: settings.txChecks ? [...weights.keys()].map((node) => [walletName(node), settings.funds]) : [],
      read(block: OnDemandBlock): Reading {
        const isLinked = block.previousHash === previous;
        previous = block.hash;
        const why = isLinked ? 'too little work was done for it' : 'it does not link to the block that it stands on';
        const isDue = isLinked && isWorked(block, settings.difficulty, crypto);
        const movements = block.transactions.map((transaction): Movement => {
          const { request, sender, receiver, amount } = transaction;
          return {
            id: String(request),
            uses: [String(request)],
            changes: [
              [String(sender), -amount],
              [String(receiver), amount],
            ],
            issued: 0,
            unsigned: !isSigned(transaction, crypto),
          };
        });
        return { movements, unelected: isDue ? undefined : why };
      },
    };
  },
};
