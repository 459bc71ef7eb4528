/**
 * LMD-GHOST with proposer boost, as a function of what a node has heard. Nodes that have heard the same share one view, so
 * that a vote is counted once for the network, and as often as views differ only where they do.
 */
import type { BlockId, BlockView } from '../../contract.js';
import { oracle } from '../oracle.js';
import { type Attestation, type AttestationData, type Checkpoint, HASHES } from './attestations.js';
import type { BeaconChain, Header } from './beacon-chain.js';
import type { Offence } from './state.js';
import { Trunk } from './trunk.js';

const NONE = -1;
/** Justified checkpoints whose balances are kept. */
const KEPT_BALANCES = 16;

/** The part of the specification's Store that follows from blocks and attestations. Shared and never written to. */
export interface View {
  /** Hash of all that has been heard. */
  readonly heard: number;
  readonly epoch: number;
  /** Blocks among which the head is, ascending: see `Trunk`. */
  readonly blocks: readonly BlockId[];
  /** By validator: the number of its latest message; −1: none. */
  readonly latest: Int32Array;
  /** By validator, what has been proven of it; whose votes conflict count for nothing. */
  readonly offences: ReadonlyMap<number, Offence>;
  readonly justified: Checkpoint;
  readonly finalized: Checkpoint;
  readonly unrealizedJustified: Checkpoint;
  readonly unrealizedFinalized: Checkpoint;
  /** By boosted block: the head. */
  readonly heads: Map<BlockId, BlockId>;
}

/** What a node has heard since. */
export interface News {
  readonly epoch: number;
  readonly blocks: readonly BlockId[];
  readonly attestations: readonly Attestation[];
}

/** Effective balances at a checkpoint: 0 for whoever is not active, or slashed. */
interface Balances {
  readonly epoch: number;
  readonly root: BlockId;
  readonly effective: Uint16Array;
  readonly total: number;
}

/** A view in the making; `convicted` is its own copy of the offences, once there is one more. */
type Draft = { -readonly [K in keyof View]: View[K] } & { convicted?: Map<number, Offence> | undefined };

export class Forks {
  readonly first: View;
  private readonly chain: BeaconChain;
  private readonly seed: number;
  private readonly trunk: Trunk;
  /** Views by what has been heard: those of this slot, and those of the one before. */
  private views = new Map<number, View>();
  private before = new Map<number, View>();
  private slot = 0;
  private readonly balances: Balances[] = [];
  private index = new Int32Array(0);

  constructor(chain: BeaconChain, seed: number) {
    this.chain = chain;
    this.seed = seed;
    this.trunk = new Trunk(chain);
    const genesis: Checkpoint = { epoch: 0, root: 0 };
    this.first = {
      heard: 0,
      epoch: 0,
      blocks: [0],
      latest: new Int32Array(chain.validators.count).fill(NONE),
      offences: new Map(),
      justified: genesis,
      finalized: genesis,
      unrealizedJustified: genesis,
      unrealizedFinalized: genesis,
      heads: new Map(),
    };
  }

  /** What becomes of a view by news: on_tick at the start of an epoch, on_block, on_attestation. */
  extend(view: View, news: News, slot: number, blocks: BlockView): View {
    if (slot > this.slot) {
      this.slot = slot;
      this.before = this.views;
      this.views = new Map();
    }
    const heard = this.heard(view, news);
    const key = oracle(heard, news.epoch);
    let next = this.views.get(key) ?? this.before.get(key);
    if (!next) next = this.compute(view, news, heard, blocks);
    this.views.set(key, next);
    return next;
  }

  private heard(view: View, { blocks, attestations }: News): number {
    let { heard } = view;
    for (const block of blocks) heard = (heard + Math.floor(oracle(this.seed, block) / 2)) % HASHES;
    for (const attestation of attestations) heard = (heard + this.chain.book.hashOf(attestation)) % HASHES;
    return heard;
  }

  private compute(view: View, { epoch, blocks: fresh, attestations }: News, heard: number, blocks: BlockView): View {
    const next: Draft = { ...view, heard, epoch, heads: new Map(), convicted: undefined };
    // on_tick: a new epoch realizes what blocks of the epochs before justified.
    if (epoch > view.epoch) {
      this.realize(next, next.unrealizedJustified, next.unrealizedFinalized, blocks);
      next.blocks = this.trunk.trimmed(next, blocks);
    }
    for (const block of fresh) this.addBlock(next, block, blocks);
    if (next.finalized !== view.finalized) {
      const { root, epoch: since } = next.finalized;
      next.blocks = next.blocks.filter(
        (block) => block >= root && this.chain.checkpoint(block, since, blocks) === root,
      );
    }
    if (attestations.length > 0) next.latest = view.latest.slice();
    for (const attestation of attestations) this.count(next, attestation, blocks);
    next.convicted = undefined;
    return next;
  }

  /** on_block. */
  private addBlock(next: Draft, block: BlockId, blocks: BlockView): void {
    const { chain } = this;
    const facts = chain.of(block, blocks);
    const { proposer, slashings } = blocks.header(block) as Header;
    for (const other of next.blocks) {
      if (other === 0 || chain.slotOf(other, blocks) !== facts.slot) continue;
      if ((blocks.header(other) as Header).proposer === proposer)
        convict(next, { validator: proposer, sort: 'blocks' });
    }
    for (const offence of slashings) convict(next, offence);
    next.blocks = this.trunk.joined(next.blocks, block, blocks);
    this.realize(next, facts.justified, facts.finalized, blocks);
    const { unrealizedJustified, unrealizedFinalized } = facts;
    if (unrealizedJustified.epoch > next.unrealizedJustified.epoch) next.unrealizedJustified = unrealizedJustified;
    if (unrealizedFinalized.epoch > next.unrealizedFinalized.epoch) next.unrealizedFinalized = unrealizedFinalized;
    if (chain.epochOf(facts.slot) < next.epoch) this.realize(next, unrealizedJustified, unrealizedFinalized, blocks);
  }

  /** update_checkpoints; what conflicts with what is final changes nothing, or goes. */
  private realize(next: Draft, justified: Checkpoint, finalized: Checkpoint, blocks: BlockView): void {
    const follows = ({ root }: Checkpoint) =>
      this.chain.checkpoint(root, next.finalized.epoch, blocks) === next.finalized.root;
    if (justified.epoch > next.justified.epoch && follows(justified)) next.justified = justified;
    if (finalized.epoch <= next.finalized.epoch || !follows(finalized)) return;
    next.finalized = finalized;
    if (!follows(next.justified)) next.justified = finalized;
  }

  /** on_attestation: update_latest_messages, and what conflicts with them. */
  private count(next: Draft, attestation: Attestation, blocks: BlockView): void {
    if (!this.isValid(attestation, blocks)) return;
    const { book, transition } = this.chain;
    const { latest } = next;
    const number = book.numberOf(attestation);
    const data = book.data(number);
    if (!this.trunk.holds(next.blocks, data.root)) next.blocks = this.trunk.joined(next.blocks, data.root, blocks);
    for (const validator of attestation.validators) {
      const before = latest[validator]!;
      if (before === number) continue;
      if (before !== NONE) {
        const said: AttestationData = book.data(before);
        if (transition.rules.isSlashable(said, data)) convict(next, { validator, sort: 'votes' });
        if (data.target.epoch <= said.target.epoch) continue;
      }
      latest[validator] = number;
    }
  }

  /** validate_on_attestation, of what votes for blocks that are here. */
  isValid({ slot, root, target, validators }: Attestation, blocks: BlockView): boolean {
    const { chain } = this;
    if (target.epoch !== chain.epochOf(slot) || chain.slotOf(root, blocks) > slot) return false;
    if (chain.checkpoint(root, target.epoch, blocks) !== target.root) return false;
    const shuffling = chain.shuffling(target.root, target.epoch * chain.slotsPerEpoch, blocks);
    return validators.every((validator) => shuffling.attests(validator, slot % chain.slotsPerEpoch));
  }

  /** get_head: from the justified checkpoint on to the heaviest child on the way to a viable leaf. */
  head(view: View, boosted: BlockId, blocks: BlockView): BlockId {
    let head = view.heads.get(boosted);
    if (head === undefined)
      view.heads.set(boosted, (head = this.walk(view, this.weights(view, boosted, blocks), blocks)));
    return head;
  }

  /** By place among the blocks of a view: the weight of votes for a block itself, and its boost. In ETH. */
  private weights(
    { blocks: known, latest, offences, justified }: View,
    boosted: BlockId,
    blocks: BlockView,
  ): Float64Array {
    const { book } = this.chain;
    const { effective, total } = this.balancesAt(justified, blocks);
    const weights = new Float64Array(known.length);
    const base = this.place(known);
    const last = known.at(-1)!;
    for (let validator = 0; validator < latest.length; validator++) {
      const number = latest[validator]!;
      if (number === NONE) continue;
      const { root } = book.data(number);
      if (root < base || root > last) continue;
      const place = this.index[root - base]!;
      if (place !== NONE) weights[place]! += effective[validator]!;
    }
    for (const { validator, sort } of offences.values()) {
      const number = latest[validator]!;
      if (sort !== 'votes' || number === NONE) continue;
      const { root } = book.data(number);
      const place = root < base || root > last ? NONE : this.index[root - base]!;
      if (place !== NONE) weights[place]! -= effective[validator]!;
    }
    const place = boosted < base || boosted > last ? NONE : this.index[boosted - base]!;
    if (place !== NONE) weights[place]! += this.boost(total);
    return weights;
  }

  /** get_weight of a block among those where the head is looked for, without boost; 0 for any other. */
  weightOf(view: View, block: BlockId, blocks: BlockView): number {
    const { blocks: known } = view;
    const weights = this.weights(view, NONE, blocks);
    const base = known[0]!;
    for (let i = known.length - 1; i > 0; i--) weights[this.index[blocks.parent(known[i]!) - base]!]! += weights[i]!;
    return weights[known.indexOf(block)] ?? 0;
  }

  /** get_proposer_score. */
  boost(total: number): number {
    const { proposerBoost, slotsPerEpoch } = this.chain.transition.options;
    return ((total / slotsPerEpoch) * proposerBoost) / 100;
  }

  /** Notes the place of each block in the index, by its distance from the first. */
  private place(known: readonly BlockId[]): BlockId {
    const base = known[0]!;
    const span = known.at(-1)! - base + 1;
    if (this.index.length < span) this.index = new Int32Array(2 * span);
    this.index.fill(NONE, 0, span);
    known.forEach((block, place) => (this.index[block - base] = place));
    return base;
  }

  /** Sums up subtrees, leaves out what filter_block_tree does, and goes down. Children come after their parents. */
  private walk(view: View, weights: Float64Array, blocks: BlockView): BlockId {
    const { blocks: known } = view;
    const base = known[0]!;
    const best = new Int32Array(known.length).fill(NONE);
    const hasChildren = new Uint8Array(known.length);
    for (let i = known.length - 1; i > 0; i--) {
      const block = known[i]!;
      const parent = this.index[blocks.parent(block) - base]!;
      weights[parent]! += weights[i]!;
      const isViable = hasChildren[i] === 1 ? best[i] !== NONE : this.isViable(view, block, blocks);
      hasChildren[parent] = 1;
      if (!isViable) continue;
      const rival = best[parent]!;
      const leads = rival === NONE || weights[i]! > weights[rival]!;
      const ties = rival !== NONE && weights[i] === weights[rival];
      if (leads || (ties && oracle(this.seed, block) > oracle(this.seed, known[rival]!))) best[parent] = i;
    }
    const { root } = view.justified;
    // All that is left of the tree stands on the justified block where that is not part of it.
    let at = root < base ? 0 : this.index[root - base]!;
    while (best[at] !== NONE) at = best[at]!;
    return known[at]!;
  }

  /** Whether a leaf's voting source is the justified checkpoint, or not more than two epochs old. */
  private isViable({ epoch, justified }: View, leaf: BlockId, blocks: BlockView): boolean {
    if (justified.epoch === 0) return true;
    const { slot, justified: own, unrealizedJustified } = this.chain.of(leaf, blocks);
    const source = this.chain.epochOf(slot) < epoch ? unrealizedJustified : own;
    return source.epoch === justified.epoch || source.epoch + 2 >= epoch;
  }

  private balancesAt({ epoch, root }: Checkpoint, blocks: BlockView): Balances {
    const known = this.balances.find((each) => each.epoch === epoch && each.root === root);
    if (known) return known;
    const { registry } = this.chain.stateAt(root, epoch * this.chain.slotsPerEpoch, blocks);
    const { exits, slashed } = registry;
    const effective = registry.effective.map((eth, i) => (exits[i]! > epoch && slashed[i] === 0 ? eth : 0));
    const balances = { epoch, root, effective, total: registry.total(epoch) };
    if (this.balances.push(balances) > KEPT_BALANCES) this.balances.shift();
    return balances;
  }
}

function convict(next: Draft, offence: Offence): void {
  const before = next.offences.get(offence.validator);
  if (before && (before.sort === 'votes' || offence.sort === 'blocks')) return;
  next.convicted ??= next.offences = new Map(next.offences);
  next.convicted.set(offence.validator, offence);
}
