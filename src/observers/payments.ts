import type { BlockId, BlockView, ChainFacts, NodeId, Payment, Protocol, Value } from '../contract.js';
import { inflationOf, rewardAt } from '../ledger/issuance.js';
import { DecidedStakes } from '../ledger/decided-stakes.js';
import { coinsAfter, type PaidChain, poolsAfter, supplyAfter } from '../ledger/stakes.js';
import { coinsAtGenesis, sumOf } from '../ledger/stake-weight.js';

/** A block or decision that counts. */
export interface PaidBlock {
  readonly id: number;
  readonly height: number;
  /** −1: nobody. */
  readonly producer: NodeId;
}

export interface PaymentsOptions {
  readonly facts: ChainFacts;
  readonly protocol: Protocol;
  readonly params: unknown;
  readonly blocks: BlockView;
  /** Requests that a block or decision confirms. */
  readonly contents: (id: number) => readonly Value[];
  /** Whom a decision proves guilty. */
  readonly culprits: (id: number) => readonly NodeId[];
  /** What a request's sender pays to whoever confirms it; absent: nothing. */
  readonly fee?: ((request: Value) => number) | undefined;
}

/** Hears of every sum: new coins, which are below 0 where they are taken back, and fees. */
export type Receiver = (node: NodeId, issued: number, fees: number) => void;

/**
 * Who is paid what when a block counts: by the protocol's own rule, or all to its producer; what a pool is paid goes to its
 * operator and members.
 */
export class Payments {
  private readonly options: PaymentsOptions;
  private readonly genesisCoins: number;
  /** Where nothing is made on a chain and pools share. */
  private readonly decided: DecidedStakes | undefined;

  constructor(options: PaymentsOptions) {
    this.options = options;
    this.genesisCoins = sumOf(coinsAtGenesis(options.facts));
    const { protocol, facts } = options;
    if (facts.economy.delegation && protocol.finality.by === 'decide') this.decided = new DecidedStakes(facts);
  }

  pay(block: PaidBlock, receive: Receiver): void {
    const { facts, blocks } = this.options;
    // All holders' part is each one's own, whoever makes blocks for it.
    if (facts.economy.inflation) this.giveAll(blocks.parent(block.id), receive);
    if (!facts.economy.delegation) return this.payMakers(block, receive);
    const { decided } = this;
    const isNext = decided?.decided === block.height - 1;
    if (decided) this.payMakers(block, sharing(decided, block.height - 1, facts, receive));
    else this.payMakers(block, sharing(blocks, blocks.parent(block.id), facts, receive));
    if (isNext) decided!.add(block.producer, this.options.culprits(block.id));
  }

  private payMakers(block: PaidBlock, receive: Receiver): void {
    const { facts, protocol, params, blocks } = this.options;
    const reward = rewardAt(facts.economy, block.height, this.genesisCoins);
    if (!protocol.pays) {
      if (block.producer >= 0) receive(block.producer, reward, this.feesOf(block.id));
      return;
    }
    const payment: Payment = {
      issue: (to, rewards) => receive(to, rewards * reward, 0),
      fees: (to, of, share) => receive(to, 0, share * this.feesOf(of)),
    };
    protocol.pays(blocks, block.id, payment, params);
  }

  /** What all holders are given with the block on top of this one. */
  private giveAll(parent: BlockId, receive: Receiver): void {
    const { facts, blocks } = this.options;
    const supply = supplyAfter(blocks, parent, facts);
    const perCoin = inflationOf(facts.economy, supply) / supply;
    const coins = coinsAfter(blocks, parent, facts);
    for (let node = 0; node < coins.length; node++) if (coins[node]! > 0) receive(node, perCoin * coins[node]!, 0);
  }

  private feesOf(block: BlockId): number {
    const { fee, contents } = this.options;
    let sum = 0;
    if (fee) for (const request of contents(block)) sum += fee(request);
    return sum;
  }
}

/** Shares what a pool is paid: the commission to its operator, the rest by what its members owned after the block before. */
function sharing(blocks: PaidChain, parent: BlockId, facts: ChainFacts, receive: Receiver): Receiver {
  const pools = poolsAfter(blocks, parent, facts);
  return (to, issued, fees) => {
    const kept = pools.kept(to);
    receive(to, kept * issued, kept * fees);
    if (kept === 1) return;
    const members = facts.weights.flatMap((_, node) => (pools.operatorOf[node] === to ? [node] : []));
    const coins = members.map((node) => pools.coinsOf(node));
    const perCoin = (1 - kept) / sumOf(coins);
    members.forEach((node, index) => {
      const share = perCoin * coins[index]!;
      receive(node, share * issued, share * fees);
    });
  };
}
