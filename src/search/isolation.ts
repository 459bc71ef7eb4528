/** Nodes that are cut off and come back, and leaders that crash as they begin, while clients bring more than is agreed on. */
import type { NodeId } from '../contract.js';
import { knows } from './behaviours.js';
import type { Case, CaseFault } from './case.js';
import { CALM_MS, caseOf, constantDelay, type Drawing, mostFaulty, numbered } from './drawing.js';
import type { Lot } from './lot.js';
import { drawOnes } from './options.js';

const STEP_MS = 50;
const TURNS = 14;
const BLOCKS = 30;
const SIZES = [3, 4, 5, 6] as const;

/**
 * Who was cut off comes back with what nobody else has, and so does who crashed when it had just begun to lead (the course of
 * events of Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014, figure 8).
 */
export function drawIsolation(drawing: Drawing): Case {
  const { protocol, lot } = drawing;
  const least = leastThatBearsOne(drawing);
  const n = least + lot.one([0, 0, 0, 0, 1, 2]);
  const hunted = drawHunted(drawing, n);
  return caseOf(drawing, {
    n,
    blocks: BLOCKS,
    network: constantDelay(STEP_MS * lot.whole(3, 5)),
    options: drawOnes(protocol, lot),
    faults: [...drawHunt(hunted, lot), ...drawTurns(n, hunted, lot)],
    ...(lot.chance(0.85) && { workload: { rate: lot.one(['2 per s', '5 per s', '20 per s']), size: '250 B' } }),
  });
}

/** The fewest nodes of which one may be faulty. */
function leastThatBearsOne(drawing: Drawing): number {
  const bearing = SIZES.find((n) => mostFaulty(drawing, n) > 0);
  return bearing ?? SIZES[0];
}

function drawHunted(drawing: Drawing, n: number): NodeId[] {
  const { lot, book } = drawing;
  const most = mostFaulty(drawing, n);
  if (most === 0 || !knows('leader-targeting', book) || lot.chance(0.15)) return [];
  return lot.some(numbered(n), lot.chance(0.7) ? most : lot.whole(1, most));
}

/** They crash whenever they begin to lead, and come back. */
function drawHunt(ids: readonly NodeId[], lot: Lot): CaseFault[] {
  if (ids.length === 0) return [];
  const until = lot.time(CALM_MS / 4, CALM_MS);
  return [{ behaviour: 'leader-targeting', outage: lot.time(500, 8_000), nodes: { ids }, until }];
}

/** One node at a time is alone, or none; mostly one that is not hunted. */
function drawTurns(n: number, hunted: readonly NodeId[], lot: Lot): CaseFault[] {
  const nodes = numbered(n);
  const spared = nodes.filter((node) => lot.chance(0.3) || !hunted.includes(node));
  const turns = [undefined, ...lot.some(spared, Math.min(spared.length, lot.one([1, 1, 1, 2, 3])))];
  const oneWay = lot.chance(0.2);
  const pace = lot.whole(1, 2);
  const length = () => STEP_MS * pace * lot.whole(10, 40);
  let at = length();
  let lone: NodeId | undefined;
  return Array.from({ length: TURNS }, () => {
    const begin = at;
    at += length();
    const last = lone;
    lone = lot.one(turns.filter((node) => node !== last));
    if (lone === undefined) return [];
    const others = nodes.filter((node) => node !== lone);
    return [{ partition: [[lone], others], ...(oneWay && { oneWay }), at: `${begin} ms`, until: `${at} ms` }];
  }).flat();
}
