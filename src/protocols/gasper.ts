/**
 * Gasper: Buterin, Hernandez, Kamphefner, Pham, Qiao, Ryan, Sin, Wang, Zhang, "Combining GHOST and Casper" (arXiv
 * 2003.03052), as Ethereum's consensus specification has it (Altair to Deneb; its names stand in the comments). Slots make
 * epochs. Each epoch every validator attests once, in the slot into whose committee it is shuffled: for the head of the chain
 * (LMD-GHOST) and for a link from the justified checkpoint to that of the epoch (Casper FFG). Links of two thirds of the
 * stake justify a checkpoint, links between neighbours finalize one. What is finalized is decided, block by block.
 *
 * A node runs many validators (`ledger/gasper/validators.ts`); those of one committee say one thing, and sign nothing that
 * they would be slashed for: after a change of branch within an epoch some have voted already. Whoever votes twice or
 * around a vote is slashed once a proposer has both: it loses stake, leaves, and its votes count for nothing. Without
 * finality for more than four epochs, validators whose votes are missing lose stake until the others are two thirds: scores and the
 * quotient 2^24 since Bellatrix (phase 0: 2^26 without scores), so that 32 ETH become 32 exp(−t²/2^25) after t epochs.
 *
 * Rewards are those for source, target and head, and the proposer's eighth; they never raise a balance that counts above 32 ETH.
 * What the economy of a scenario makes of an owner's stake raises and lowers all of its validators', at the end of an epoch. Left out: deposits, voluntary exits, withdrawals, sync committees, execution payloads, the
 * honest reorg of late blocks (get_proposer_head), subcommittees of a slot, and slashers that remember more than each
 * validator's latest vote. Aggregates that overlap are merged.
 * Accountable safety is about one set of validators: where the leak has emptied both sides of a long partition, both
 * finalize and nobody has voted twice.
 */
import type { BlockId, NodeContext, Protocol } from '../contract.js';
import { segmentAbove } from '../ledger/chain-segment.js';
import { secondProposal } from '../ledger/equivocation.js';
import { type Attestation, isSlashable } from '../ledger/gasper/attestations.js';
import { BeaconChain, type Header } from '../ledger/gasper/beacon-chain.js';
import { type Options, options } from '../ledger/gasper/options.js';
import { slashableOwners } from '../ledger/gasper/slashable-owners.js';
import type { Rules } from '../ledger/gasper/state.js';
import { Store } from '../ledger/gasper/store.js';
import { votesCarried } from '../ledger/gasper/votes-carried.js';
import { byzantineFaults } from '../ledger/quorum.js';

const HEADER_BYTES = 400;
/** Data and signature of an attestation, without the bits that say whose it is. */
const ATTESTATION_BYTES = 228;

type Messages = {
  block: { readonly slot: number; readonly block: BlockId };
  attestation: Attestation;
  aggregate: { readonly attestations: readonly Attestation[] };
};
type Timers = 'slot' | 'attest' | 'aggregate';
type Me = NodeContext<Messages, Timers>;

export const rules: Rules = {
  enough: (votes, total) => 3 * votes >= 2 * total,
  isSlashable,
};

const bytesOf = ({ validators }: Attestation): number => ATTESTATION_BYTES + Math.ceil(validators.length / 8);

// ——— Slots ———

/** on_tick. */
function startSlot(s: Store, me: Me): void {
  const { slot: length } = s.params;
  me.setTimer('slot', length - (me.now % length));
  const slot = s.slotAt(me.now);
  if (slot <= s.slot) return;
  s.startSlot(slot);
  const lacked = s.missing(me.blocks);
  if (lacked) me.fetch(lacked.block, lacked.from);
  for (const block of s.early.splice(0)) take(s, block, me);
  const head = follow(s, me);
  const proposer = s.chain.proposer(head, slot, me.blocks);
  const owner = proposer < 0 ? -1 : s.chain.validators.ownerOf(proposer);
  const isMissed = s.chain.slotOf(head, me.blocks) < slot - 1;
  me.enterView(0, slot, owner, slot === 1 ? 'start' : isMissed ? 'timeout' : 'progress');
  const until = (thirds: number) => Math.max(0, (thirds * length) / 3 - (me.now % length));
  if (s.attesters(me.id, head, me.blocks)) me.setTimer('attest', until(1));
  if (s.aggregators(head, me.blocks).has(me.id)) me.setTimer('aggregate', until(2));
  // Who comes back in the middle of a slot has missed its beginning.
  if (owner === me.id && me.now % length === 0) propose(s, proposer, head, me);
}

/** get_head; and what has become final is decided. */
function follow(s: Store, me: Me): BlockId {
  const { offences } = s.view;
  const head = s.head(me);
  if (head !== s.tip) {
    s.pool.follow(me.blocks, s.tip, head);
    me.adopt((s.tip = head));
  }
  if (s.view.offences !== offences) {
    for (const [validator, { sort }] of s.view.offences) {
      if (!offences.has(validator)) me.blame(s.chain.validators.ownerOf(validator), `validator ${validator}: ${sort}`);
    }
  }
  const { root } = s.view.finalized;
  if (root !== s.final && s.follows(root, me.blocks)) finalize(s, root, me);
  return head;
}

function finalize(s: Store, root: BlockId, me: Me): void {
  const { blocks } = me;
  for (const block of segmentAbove(blocks, s.final, root)) {
    me.decide(blocks.height(block), (blocks.header(block) as Header).value);
  }
  s.final = root;
}

// ——— Proposing ———

function propose(s: Store, proposer: number, parent: BlockId, me: Me): void {
  const { blocks } = me;
  if (s.chain.stateAt(parent, s.slot, blocks).registry.slashed[proposer] === 1) return;
  const contents = s.pool.oldest(s.params.batch);
  const attestations = s.packed(parent, blocks);
  const slashings = s.slashable(parent, blocks);
  const header: Header = { slot: s.slot, proposer, attestations, slashings, value: me.propose(contents) };
  const sizeBytes = attestations.reduce((sum, each) => sum + bytesOf(each), HEADER_BYTES);
  me.broadcast('block', { slot: s.slot, block: me.mint(parent, { contents, header, sizeBytes }) });
}

/** on_block. */
function take(s: Store, block: BlockId, me: Me): void {
  if (!s.follows(block, me.blocks)) return me.refuse(block);
  s.hearBlock(block, me);
  const head = follow(s, me);
  if (s.chain.slotOf(block, me.blocks) === s.slot && head === block) attest(s, me);
}

// ——— Attesting ———

/** Once in a slot: when its block has come, or after a third of it. */
function attest(s: Store, me: Me): void {
  if (s.attested >= s.slot) return;
  const head = follow(s, me);
  const committee = s.attesters(me.id, head, me.blocks);
  if (!committee) return;
  s.attested = s.slot;
  const vote = s.vote(head, me.blocks);
  const validators = s.signers(committee, vote);
  if (validators.length === 0) return;
  const attestation: Attestation = { ...vote, validators };
  if (s.params.aggregators === 0) return me.broadcast('attestation', attestation);
  for (const aggregator of s.aggregators(head, me.blocks)) me.send(aggregator, 'attestation', attestation);
}

export const gasper: Protocol<Store, Messages, Timers, Options> = {
  name: 'gasper',
  describe: 'Gasper, Ethereum proof of stake: LMD-GHOST with proposer boost makes the chain, Casper FFG finalizes it',
  paper: 'Buterin et al., Combining GHOST and Casper, arXiv 2003.03052, 2020; Ethereum consensus specification',
  params: options,
  assumes: {
    identity: 'stake',
    network:
      'Clocks that agree and messages within a third of a slot for the chain to grow in order; finality is safe whatever the delays',
    honesty:
      'More than two thirds of the stake for finality, which no slashable third can take back unnoticed unless the leak has changed whose stake counts; most of every committee for the head',
  },
  staked: true,
  slashed: (blocks, block) => BeaconChain.existing(blocks).slashed(block, blocks),
  finality: { by: 'decide' },
  threshold: 'blocking-third',
  headVotes: true,
  voices: { carried: votesCarried },
  searched: { slotsPerEpoch: 8 },
  faults: byzantineFaults,
  // A block is final after three epochs; votes are lost with the slots of faulty proposers and late ones, and then an epoch
  // more is needed. Where messages take more than a third of a slot, nothing is promised.
  livenessBound: ({ slot, slotsPerEpoch }, _n, delta) => (3 * delta > slot ? Infinity : 12 * slotsPerEpoch * slot),
  outstanding: () => 1,

  init: (me, params) => new Store(me, params, rules),

  input: {
    start: (s, me) => me.setTimer('slot', s.params.slot),
    request: (s, value) => void s.pool.add(value),
    recover: (s, me) => startSlot(s, me),
  },

  on: {
    block(s, { block }, _from, me) {
      const { blocks } = me;
      if (!s.chain.isSound(block, blocks)) return me.refuse(block);
      if (s.chain.slotOf(block, blocks) > s.slotAt(me.now)) s.early.push(block);
      else take(s, block, me);
    },

    attestation(s, m, from) {
      if (!m.validators.every((validator) => s.chain.validators.owns(from, validator))) return;
      if (s.params.aggregators === 0) s.hear(m, from);
      else s.gather(m);
    },

    aggregate(s, { attestations }, from) {
      for (const attestation of attestations) s.hear(attestation, from);
    },
  },

  timeout: {
    slot: (s, _key, me) => startSlot(s, me),
    attest: (s, _key, me) => attest(s, me),
    aggregate(s, _key, me) {
      const attestations = s.aggregates(me.blocks);
      if (attestations.length > 0) me.broadcast('aggregate', { attestations });
    },
  },

  carries: { block: (m) => m.block },
  bytes: {
    attestation: bytesOf,
    aggregate: ({ attestations }) => attestations.reduce((sum, each) => sum + bytesOf(each), 0),
  },
  votes: {
    block: { view: (m) => m.slot, value: (m) => m.block },
    attestation: { view: (m) => m.slot, value: (m) => m.root },
  },
  quorum: { weighted: true, enough: rules.enough },

  accountable: true,
  evidence: ['attestation'],
  accuse: (_fork, evidence) => slashableOwners(evidence, rules),

  forge: {
    block: (m, _salt, me) => ({ ...m, block: secondProposal(m.block, me) }),
    /** For the block before: a double vote. */
    attestation(m, _salt, { blocks }) {
      if (m.root === 0 || !blocks.has(m.root)) return m;
      const root = blocks.parent(m.root);
      return { ...m, root, target: m.target.root === m.root ? { ...m.target, root } : m.target };
    },
  },
};

export default gasper;
