/**
 * Who may lead which slot on top of a chain: David, Gaži, Kiayias, Russell, "Ouroboros Praos", Eurocrypt 2018, sections 3 and 5, in
 * the paper's letters. What the lottery draws from is a pure function of the slots and leaders of a chain's blocks, so that it
 * can be worked out for chains that nobody has made.
 */
import type { BlockId, NodeId, NonceWindow, Seen, Time } from '../../contract.js';
import { oracle } from '../oracle.js';
import { SlotWins } from '../slot-lottery.js';
import { stakesAfter } from '../stakes.js';

export interface SlotOptions {
  readonly f: number;
  readonly k: number;
  readonly slot: Time;
  readonly epochSlots?: number | undefined;
  readonly frozenSlots?: number | undefined;
  readonly s?: number | undefined;
  readonly randomness: 'epoch' | 'block';
}

/** Epoch j of a chain. */
export interface Epoch {
  readonly j: number;
  /** η_j */
  readonly nonce: number;
  /** The last block before it. */
  readonly base: BlockId;
  readonly stakes: ArrayLike<number>;
  readonly totalStake: number;
  /** By staker, where one nonce is good for the whole epoch. */
  readonly wins: Map<NodeId, SlotWins>;
}

/** What decides who may build on a chain. */
export interface Draws {
  /** Its last block; of a chain that is only thought of, the last one that has been made. */
  readonly block: BlockId;
  /** Of its last block, as what follows. */
  readonly slot: number;
  readonly epoch: Epoch;
  /** What the next nonce is made from: the last one, and what blocks gave since. */
  readonly given: number;
  /** What the leader drew. */
  readonly output: number;
  /** Epochs after this one, as far as anybody has asked. */
  readonly later: Epoch[];
}

/** R and the end of an epoch that gives nothing to the nonce, by what k blocks take: as in Cardano. */
export const epochSlots = ({ epochSlots: slots, k, f }: SlotOptions): number => slots ?? Math.ceil((10 * k) / f);
/** s of Ouroboros Genesis, in which k/4 blocks are expected. */
export const genesisSlots = ({ s, k, f }: SlotOptions): number => s ?? Math.ceil(k / (4 * f));
const frozenSlots = (options: SlotOptions): number =>
  options.frozenSlots ?? Math.min(Math.ceil((4 * options.k) / options.f), epochSlots(options) - 1);
/** Epoch j begins with slot j R + 1. */
export const epochOf = (slot: number, options: SlotOptions): number => Math.floor((slot - 1) / epochSlots(options));
const firstSlot = (j: number, options: SlotOptions): number => j * epochSlots(options) + 1;
export const slotAt = (time: Time, { slot }: SlotOptions): number => Math.floor(time / slot);
const frozenFrom = (j: number, options: SlotOptions): number => firstSlot(j + 1, options) - frozenSlots(options);

/** What the block of a slot gives to: the nonce of the next epoch. */
export function nonceWindow(slot: number, options: SlotOptions): NonceWindow | undefined {
  if (options.randomness === 'block') return undefined;
  const j = epochOf(slot, options);
  const until = frozenFrom(j, options);
  return { until, drawn: { from: firstSlot(j + 1, options), until: firstSlot(j + 2, options) } };
}

function epoch(j: number, nonce: number, base: BlockId, stakes: ArrayLike<number>): Epoch {
  let totalStake = 0;
  for (let node = 0; node < stakes.length; node++) totalStake += stakes[node]!;
  return { j, nonce, base, stakes, totalStake, wins: new Map() };
}

export function genesisDraws(seen: Seen): Draws {
  const first = epoch(0, oracle(seen.genesisSeed, 0), 0, stakesAfter(seen.blocks, 0, seen));
  return { block: 0, slot: 0, epoch: first, given: first.nonce, output: 0, later: [] };
}

/** Epoch j of a chain, at the earliest that of its last block. */
export function epochOn(draws: Draws, j: number, seen: Seen): Epoch {
  const { epoch: last, later, given, block } = draws;
  if (j <= last.j) return last;
  while (later.length < j - last.j) {
    const before = later.at(-1) ?? last;
    const nonce = oracle(before === last ? given : before.nonce, before.j + 1);
    later.push(epoch(before.j + 1, nonce, block, stakesAfter(seen.blocks, before.base, seen)));
  }
  return later[j - last.j - 1]!;
}

/** The first slot from `least` on in which a staker leads, or the first of the next epoch, where other draws begin. */
export function nextTurn(draws: Draws, staker: NodeId, least: number, seen: Seen, options: SlotOptions): number {
  const j = epochOf(least, options);
  const now = epochOn(draws, j, seen);
  const end = firstSlot(j + 1, options);
  // ln(1 − φ_f(α)) = α ln(1 − f).
  const logMiss = (now.stakes[staker]! / now.totalStake) * Math.log1p(-options.f);
  if (options.randomness === 'block') {
    const from = Math.max(draws.slot + 1, firstSlot(j, options));
    return new SlotWins(oracle(draws.given, j), staker, from, end, logMiss).first(least);
  }
  let wins = now.wins.get(staker);
  if (!wins) now.wins.set(staker, (wins = new SlotWins(now.nonce, staker, firstSlot(j, options), end, logMiss)));
  return wins.first(least);
}

export function leads(draws: Draws, staker: NodeId, slot: number, seen: Seen, options: SlotOptions): boolean {
  const end = firstSlot(epochOf(slot, options) + 1, options);
  return slot > draws.slot && slot < end && nextTurn(draws, staker, slot, seen, options) === slot;
}

/** The first slot from `least` on in which a staker leads, in whatever epoch; undefined for one without stake. */
export function firstTurn(
  draws: Draws,
  staker: NodeId,
  least: number,
  seen: Seen,
  options: SlotOptions,
): number | undefined {
  for (let from = least; ;) {
    const j = epochOf(from, options);
    if (!(epochOn(draws, j, seen).stakes[staker]! > 0)) return undefined;
    const turn = nextTurn(draws, staker, from, seen, options);
    if (turn < firstSlot(j + 1, options)) return turn;
    from = turn;
  }
}

/** What a chain with one block more draws from. @param block absent: it is only thought of */
export function extended(
  draws: Draws,
  leader: NodeId,
  slot: number,
  seen: Seen,
  options: SlotOptions,
  block = draws.block,
): Draws {
  const renewed = options.randomness === 'block';
  const j = epochOf(slot, options);
  const now = epochOn(draws, j, seen);
  const before = renewed || now === draws.epoch ? draws.given : now.nonce;
  // Numbers from n on: those below are the draws for slots.
  const output = oracle(oracle(renewed ? before : now.nonce, seen.weights.length + leader), slot);
  const counts = renewed || slot < frozenFrom(j, options);
  return { block, slot, epoch: now, given: counts ? oracle(before, output) : before, output, later: [] };
}
