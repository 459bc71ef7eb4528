import type { BlockId, NodeContext, NodeId, Time } from '../../contract.js';
import { Mempool } from '../mempool.js';
import { type Attestation, type AttestationData } from './attestations.js';
import { BeaconChain, type Header } from './beacon-chain.js';
import type { View } from './fork-choice.js';
import type { Options } from './options.js';
import type { Offence, Rules, State } from './state.js';

/** MAX_ATTESTATIONS of a block. */
const MOST_ATTESTATIONS = 128;
const NOTHING: BlockId = -1;
const NOBODY: NodeId = -1;

type Me = Pick<NodeContext, 'id' | 'blocks' | 'now'>;

/** What one node knows: the specification's Store, and the attestations that it can put into blocks and aggregates. */
export class Store {
  readonly params: Options;
  readonly chain: BeaconChain;
  view: View;
  slot = 0;
  /** proposer_boost_root: the timely block of this slot. */
  boosted: BlockId = NOTHING;
  /** The last slot that this node's validators have attested in. */
  attested = -1;
  /** The end of the finalized chain. */
  final: BlockId = 0;
  /** What me.adopt was told last. */
  tip: BlockId = 0;
  readonly pool = new Mempool();
  /** By validator of this node's own: what it signed last. */
  private readonly signed = new Map<number, AttestationData>();
  /** Blocks of slots to come. */
  early: BlockId[] = [];
  /** Attestations of this slot that are to be aggregated. */
  private gathered: Attestation[] = [];
  /** What the view does not have yet. */
  private blocks: BlockId[] = [];
  private pending: Attestation[] = [];
  /** Who told of each of them. */
  private tellers: NodeId[] = [];
  /** Hashes of the attestations heard, of this epoch and of the one before. */
  private seen = new Set<number>();
  private seenBefore = new Set<number>();
  /** By slot, attestations of this epoch and of the one before. */
  private readonly heard = new Map<number, Attestation[]>();

  constructor(me: NodeContext, params: Options, rules: Rules) {
    this.params = params;
    this.chain = BeaconChain.of(me.blocks, me, params, rules);
    this.view = this.chain.forks.first;
  }

  slotAt(now: Time): number {
    return Math.floor(now / this.params.slot);
  }

  get epoch(): number {
    return this.chain.epochOf(this.slot);
  }

  /** on_tick, when a slot begins. */
  startSlot(slot: number): void {
    if (this.chain.epochOf(slot) > this.epoch) {
      this.seenBefore = this.seen;
      this.seen = new Set();
      const oldest = (this.chain.epochOf(slot) - 1) * this.params.slotsPerEpoch;
      for (const old of this.heard.keys()) if (old < oldest) this.heard.delete(old);
    }
    this.slot = slot;
    this.boosted = NOTHING;
    this.gathered = [];
  }

  /** on_block, of a block that obeys the rules and follows upon what is final. */
  hearBlock(block: BlockId, { blocks, now }: Me): void {
    this.blocks.push(block);
    const { slot, attestations } = blocks.header(block) as Header;
    for (const attestation of attestations) this.hear(attestation, NOBODY);
    const isTimely = slot === this.slot && now - slot * this.params.slot <= this.params.slot / 3;
    if (isTimely && this.boosted === NOTHING) this.boosted = block;
  }

  /** An attestation, not counted before the slot after its own. */
  hear(attestation: Attestation, from: NodeId): void {
    const hash = this.chain.book.hashOf(attestation);
    if (this.seen.has(hash) || this.seenBefore.has(hash)) return;
    this.seen.add(hash);
    this.pending.push(attestation);
    this.tellers.push(from);
    const { slot, target } = attestation;
    if (target.epoch < this.epoch - 1 || slot > this.slot + 1) return;
    const list = this.heard.get(slot);
    if (list) list.push(attestation);
    else this.heard.set(slot, [attestation]);
  }

  /** A block that others vote for and this node lacks, and who told of the vote. */
  missing(blocks: Me['blocks']): { readonly block: BlockId; readonly from: NodeId } | undefined {
    if (this.pending.length === 0) return undefined;
    for (const [at, { slot, root }] of this.pending.entries()) {
      const from = this.tellers[at]!;
      if (slot < this.slot && from !== NOBODY && !blocks.has(root)) return { block: root, from };
    }
    return undefined;
  }

  /** Takes what has been heard into the view, and gives the head of the chain. */
  head({ blocks }: Me): BlockId {
    const { chain, slot, epoch } = this;
    const attestations = this.takeCountable(blocks);
    if (attestations.length > 0 || this.blocks.length > 0 || epoch > this.view.epoch) {
      this.view = chain.forks.extend(this.view, { epoch, blocks: this.blocks, attestations }, slot, blocks);
      this.blocks = [];
    }
    return chain.forks.head(this.view, this.boosted, blocks);
  }

  /** Those that wait and are to be counted now: of slots that are over, for blocks that are here. */
  private takeCountable(blocks: Me['blocks']): readonly Attestation[] {
    if (this.pending.length === 0) return this.pending;
    const { slot, epoch } = this;
    const countable: Attestation[] = [];
    let kept = 0;
    for (const [at, each] of this.pending.entries()) {
      if (each.slot < slot && blocks.has(each.root) && blocks.has(each.target.root)) countable.push(each);
      // A block that nobody has sent for two epochs is not to come.
      else if (each.target.epoch >= epoch - 1) {
        this.pending[kept] = each;
        this.tellers[kept++] = this.tellers[at]!;
      }
    }
    this.pending.length = this.tellers.length = kept;
    return countable;
  }

  /** Whether a block is on the finalized chain or on top of it. */
  follows(block: BlockId, blocks: Me['blocks']): boolean {
    if (this.final === 0 || block === this.tip || blocks.parent(block) === this.tip) return true;
    const height = blocks.height(this.final);
    return blocks.height(block) >= height && blocks.ancestor(block, height) === this.final;
  }

  /** The validators of this slot's committee that a node runs, and whether it is to gather their attestations. */
  attesters(node: NodeId, head: BlockId, blocks: Me['blocks']): Int32Array | undefined {
    return this.chain.shuffling(head, this.slot, blocks).attesters(this.slotInEpoch).get(node);
  }

  aggregators(head: BlockId, blocks: Me['blocks']): ReadonlySet<NodeId> {
    return this.chain.shuffling(head, this.slot, blocks).aggregators(this.slotInEpoch, this.params.aggregators);
  }

  private get slotInEpoch(): number {
    return this.slot % this.params.slotsPerEpoch;
  }

  /** What whoever takes `head` for the head of the chain votes for in this slot. */
  vote(head: BlockId, blocks: Me['blocks']): AttestationData {
    const { chain, slot, epoch } = this;
    const { finality } = chain.stateAt(head, slot, blocks);
    const target = { epoch, root: chain.checkpoint(head, epoch, blocks) };
    return { slot, root: head, source: finality.currentJustified, target };
  }

  /**
   * Those of a node's validators whom such a vote makes liable to no slashing, as after a change of branch, whose committees are
   * others; they are taken to sign it (EIP-3076, by the newest vote alone).
   */
  signers(validators: Int32Array, vote: AttestationData): Int32Array {
    const { source, target } = vote;
    const free = validators.filter((validator) => {
      const last = this.signed.get(validator);
      return last === undefined || (target.epoch > last.target.epoch && source.epoch >= last.source.epoch);
    });
    for (const validator of free) this.signed.set(validator, vote);
    return free;
  }

  gather(attestation: Attestation): void {
    if (attestation.slot === this.slot) this.gathered.push(attestation);
  }

  /** What has been gathered, as far as it is valid: one attestation for each thing that was voted for. */
  aggregates(blocks: Me['blocks']): Attestation[] {
    const { book, forks } = this.chain;
    const validators = new Map<number, Set<number>>();
    for (const attestation of this.gathered) {
      if (!blocks.has(attestation.root) || !blocks.has(attestation.target.root)) continue;
      if (!forks.isValid(attestation, blocks)) continue;
      addAll(validators, book.numberOf(attestation), attestation.validators);
    }
    return this.merged(validators).map((each) => book.interned(each, 2 * this.params.slotsPerEpoch));
  }

  private merged(validators: ReadonlyMap<number, ReadonlySet<number>>): Attestation[] {
    const { book } = this.chain;
    return [...validators].map(([number, voters]) => {
      return { ...book.data(number), validators: Int32Array.from(voters).sort((a, b) => a - b) };
    });
  }

  /** Attestations that would earn something in a block of this slot on top of `parent`, oldest first, each vote once. */
  packed(parent: BlockId, blocks: Me['blocks']): Attestation[] {
    const { chain, slot } = this;
    const { transition, book } = chain;
    const state: State = { ...chain.stateAt(parent, slot, blocks), slot };
    const ancestry = chain.ancestry(parent, blocks);
    const flags = [state.previousFlags.slice(), state.currentFlags.slice()] as const;
    const packed = new Map<number, Set<number>>();
    for (const [of, attestations] of [...this.heard].sort(([a], [b]) => a - b)) {
      if (of >= slot) break;
      for (const attestation of attestations) {
        const isKnown = blocks.has(attestation.root) && blocks.has(attestation.target.root);
        const worth = isKnown ? transition.worth(attestation, state, ancestry) : 0;
        const has = flags[attestation.target.epoch === this.epoch ? 1 : 0];
        // Most of what has been heard stands in the chain already.
        const fresh = lacking(attestation.validators, has, worth);
        if (fresh.length === 0 || !transition.mayHold(attestation, state)) continue;
        const number = book.numberOf(attestation);
        if (packed.size >= MOST_ATTESTATIONS && !packed.has(number)) continue;
        for (const validator of fresh) has[validator]! |= worth;
        addAll(packed, number, fresh);
      }
    }
    return this.merged(packed);
  }

  /** Offences that a block on top of `parent` can have slashed. */
  slashable(parent: BlockId, blocks: Me['blocks']): Offence[] {
    if (this.view.offences.size === 0) return [];
    const { registry } = this.chain.stateAt(parent, this.slot, blocks);
    return [...this.view.offences.values()].filter(({ validator }) => registry.isSlashable(validator, this.epoch));
  }
}

/** Validators that lack some of these flags. */
function lacking(validators: Int32Array, has: Uint8Array, flags: number): readonly number[] {
  const lacking: number[] = [];
  for (let i = 0; i < validators.length; i++) {
    if ((flags & ~has[validators[i]!]!) !== 0) lacking.push(validators[i]!);
  }
  return lacking;
}

function addAll(sets: Map<number, Set<number>>, key: number, members: Iterable<number>): void {
  let set = sets.get(key);
  if (!set) sets.set(key, (set = new Set()));
  for (const member of members) set.add(member);
}
