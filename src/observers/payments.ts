import type { BlockId, BlockView, Economy, NodeId, Payment, Protocol, Value } from '../contract.js';
import { rewardAt } from '../ledger/issuance.js';

/** A block or decision that counts. */
export interface PaidBlock {
  readonly id: number;
  readonly height: number;
  /** −1: nobody. */
  readonly producer: NodeId;
}

export interface PaymentsOptions {
  readonly economy: Economy;
  readonly protocol: Protocol;
  readonly params: unknown;
  readonly blocks: BlockView;
  /** Requests that a block or decision confirms. */
  readonly contents: (id: number) => readonly Value[];
  /** What a request's sender pays to whoever confirms it; absent: nothing. */
  readonly fee?: ((request: Value) => number) | undefined;
}

/** Hears of every sum: new coins, which are below 0 where they are taken back, and fees. */
export type Receiver = (node: NodeId, issued: number, fees: number) => void;

/** Who is paid what when a block counts: by the protocol's own rule, or all to its producer. */
export class Payments {
  private readonly options: PaymentsOptions;

  constructor(options: PaymentsOptions) {
    this.options = options;
  }

  pay(block: PaidBlock, receive: Receiver): void {
    const { economy, protocol, params, blocks } = this.options;
    const reward = rewardAt(economy, block.height);
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

  private feesOf(block: BlockId): number {
    const { fee, contents } = this.options;
    let sum = 0;
    if (fee) for (const request of contents(block)) sum += fee(request);
    return sum;
  }
}
