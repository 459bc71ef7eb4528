import type { BlockId } from '../../../src/contract.js';
import { BlockTree } from '../../../src/ledger/block-tree.js';
import type { Attestation } from '../../../src/ledger/gasper/attestations.js';
import { BeaconChain, type Header } from '../../../src/ledger/gasper/beacon-chain.js';
import type { View } from '../../../src/ledger/gasper/fork-choice.js';
import { options } from '../../../src/ledger/gasper/options.js';
import { rules } from '../../../src/protocols/gasper.js';

const NONE = -1;
const VOTE = 32;

/** 400 validators in epochs of four slots: a committee has 100, and a boost of 40 % is worth 40 votes. */
class HandMade {
  readonly tree = new BlockTree(1);
  readonly blocks = this.tree.whole();
  readonly chain: BeaconChain;
  view: View;
  private slot = 0;

  constructor(proposerBoost = 40) {
    const params = options.parse({ slotsPerEpoch: 4, validators: 400, proposerBoost });
    const facts = { weights: [1], economy: { reward: 0, compound: false }, genesisSeed: 12345 };
    this.chain = BeaconChain.of(this.blocks, facts, params, rules);
    this.view = this.chain.forks.first;
  }

  /** A block whose proposer is nobody else's, so that none is taken for an equivocation. */
  block(parent: BlockId, slot: number, proposer = this.tree.size): BlockId {
    const header: Header = { slot, proposer, attestations: [], slashings: [], value: 0 };
    const block = this.tree.add(parent, 0, slot, { header });
    this.hear([block], []);
    return block;
  }

  /** Validators of a slot's committee from `first` until before `until` vote for a block. */
  vote(root: BlockId, slot: number, first: number, until: number): void {
    const epoch = this.chain.epochOf(slot);
    const target = { epoch, root: this.chain.checkpoint(root, epoch, this.blocks) };
    const validators = this.chain
      .shuffling(root, slot, this.blocks)
      .committee(slot % 4)
      .slice(first, until)
      .sort((a, b) => a - b);
    this.hear([], [{ slot, root, source: { epoch: 0, root: 0 }, target, validators }]);
  }

  head(boosted: BlockId): BlockId {
    return this.chain.forks.head(this.view, boosted, this.blocks);
  }

  /** In votes. */
  weight(block: BlockId): number {
    return this.chain.forks.weightOf(this.view, block, this.blocks) / VOTE;
  }

  private hear(blocks: readonly BlockId[], attestations: readonly Attestation[]): void {
    const news = { epoch: this.view.epoch, blocks, attestations };
    this.view = this.chain.forks.extend(this.view, news, ++this.slot, this.blocks);
  }
}

describe('proposer boost', () => {
  test("is a part of a slot's committee: get_proposer_score of the specification", () => {
    // Half a million validators: 500,000 ETH a slot; PROPOSER_SCORE_BOOST was 70 at first, and is 40.
    const mainnet = (proposerBoost: number) => {
      const params = options.parse({ proposerBoost, validators: 32 });
      const facts = { weights: [1], economy: { reward: 0, compound: false }, genesisSeed: 1 };
      return BeaconChain.of(new BlockTree(1).whole(), facts, params, rules).forks.boost(16_000_000);
    };
    expect([mainnet(40), mainnet(70), mainnet(0)]).toEqual([200_000, 350_000, 0]);
    expect(new HandMade().chain.forks.boost(400 * 32)).toBe(40 * VOTE);
  });

  test.each([
    [69, 'late'],
    [71, 'early'],
  ])('thirty votes and a boost against %i: the %s block', (votes, winner) => {
    const made = new HandMade();
    const early = made.block(0, 1);
    made.vote(early, 1, 0, votes);
    const late = made.block(0, 2);
    made.vote(late, 2, 0, 30);
    expect([made.weight(early), made.weight(late)]).toEqual([votes, 30]);
    expect(made.head(NONE)).toBe(early);
    expect(made.head(late)).toBe(winner === 'late' ? late : early);
  });

  test('lifts the whole branch of the boosted block, and no other', () => {
    const made = new HandMade();
    const [left, right] = [made.block(0, 1), made.block(0, 2)];
    made.vote(left, 1, 0, 39);
    const leaf = made.block(right, 3);
    expect(made.head(NONE)).toBe(left);
    expect(made.head(leaf)).toBe(leaf);
    // Two votes more for the other branch: 41 against the 40 of the boost.
    made.vote(left, 2, 0, 2);
    expect(made.head(leaf)).toBe(left);
  });

  test('without one the same block loses by a single vote', () => {
    const made = new HandMade(0);
    const [left, right] = [made.block(0, 1), made.block(0, 2)];
    made.vote(left, 1, 0, 1);
    expect(made.head(right)).toBe(left);
  });
});

describe('LMD-GHOST', () => {
  test('goes down to the heaviest subtree, not to the longest chain', () => {
    const made = new HandMade();
    //  0 ── a ── b ── c        votes: a 5, b 10, c 20
    //   └── d ─┬─ e            votes: d 7, e 15
    //          └─ f            votes: f 14
    const a = made.block(0, 1);
    const b = made.block(a, 2);
    const c = made.block(b, 3);
    const d = made.block(0, 1);
    const [e, f] = [made.block(d, 2), made.block(d, 3)];
    made.vote(a, 1, 0, 5);
    made.vote(b, 2, 0, 10);
    made.vote(c, 3, 0, 20);
    made.vote(d, 1, 5, 12);
    made.vote(e, 2, 10, 25);
    made.vote(f, 3, 20, 34);
    expect([a, b, c, d, e, f].map((block) => made.weight(block))).toEqual([35, 30, 20, 36, 15, 14]);
    expect(made.head(NONE)).toBe(e);
  });

  test("counts a validator's latest vote alone", () => {
    const made = new HandMade();
    const a = made.block(0, 1);
    const b = made.block(0, 2);
    made.vote(a, 1, 0, 10);
    // All validators vote again in the next epoch, for the other branch.
    for (const slot of [4, 5, 6, 7]) made.vote(b, slot, 0, 100);
    expect([made.weight(a), made.weight(b)]).toEqual([0, 400]);
    expect(made.view.offences.size).toBe(0);
  });

  test('discounts whoever votes for two blocks in one epoch, on both sides and for good', () => {
    const made = new HandMade();
    const [a, b] = [made.block(0, 1), made.block(0, 1)];
    made.vote(a, 2, 0, 50);
    made.vote(b, 2, 40, 75);
    // Ten are on both sides.
    expect([made.weight(a), made.weight(b)]).toEqual([40, 25]);
    expect(made.view.offences.size).toBe(10);
    for (const slot of [4, 5, 6, 7]) made.vote(b, slot, 0, 100);
    expect(made.weight(b)).toBe(390);
  });

  test('whoever proposes twice in a slot is noted, and its vote still counts', () => {
    const made = new HandMade();
    const a = made.block(0, 1, 7);
    const b = made.block(0, 1, 7);
    expect([...made.view.offences.values()]).toEqual([{ validator: 7, sort: 'blocks' }]);
    made.vote(a, 1, 0, 100);
    expect([made.weight(a), made.weight(b)]).toEqual([100, 0]);
  });
});
