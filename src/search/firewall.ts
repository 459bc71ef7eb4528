/** Schedules that break certificates apart: one node after another is cut off, by time or by views, under drawn leaders. */
import type { Protocol } from '../contract.js';
import { knows } from './behaviours.js';
import type { Case, CaseFault } from './case.js';
import { caseOf, constantDelay, type Drawing, LASTING, mostFaulty, numbered } from './drawing.js';
import type { Lot } from './lot.js';
import { drawWords, paced } from './options.js';

/** Steps of half a usual delay. */
const CUT_MS = 50;
const CUTS = 10;
const VIEWS = 14;

/**
 * One node after another, or a node's second copy, is cut off for a while, all ways or only outwards, while views are short
 * and leaders drawn (Jalalzai and others, "Fast-HotStuff", 2020, section 3).
 */
export function drawFirewall(drawing: Drawing): Case {
  const { protocol, book, lot } = drawing;
  const n = lot.one([4, 4, 4, 5, 7]);
  const names: (number | string)[] = numbered(n);
  const faulty: CaseFault[] = [];
  if (protocol.faultModel !== 'crash' && knows('twins', book) && lot.chance(0.4)) {
    names.push(`${n - 1}b`);
    faulty.push({ behaviour: 'twins', nodes: { ids: [n - 1] } });
  }
  const slow = faulty.length === 0 && mostFaulty(drawing, n) > 0 && lot.chance(0.4);
  if (slow) faulty.push({ behaviour: 'delay', by: lot.time(300, 2_500), nodes: { ids: [lot.whole(0, n - 1)] } });
  const leaders = drawLeaders(n, lot);
  const cuts = lot.chance(0.5) ? drawCuts(names, lot) : drawCutsByView(names, leaders, lot);
  return caseOf(drawing, {
    n,
    blocks: LASTING,
    network: constantDelay(2 * CUT_MS),
    options: drawOptions(protocol, leaders, lot),
    faults: [...faulty, ...cuts],
  });
}

/** Each leads once, or twice in a row. */
function drawLeaders(n: number, lot: Lot): number[] {
  const twice = lot.chance(0.5);
  return Array.from({ length: 12 }, () => lot.whole(0, n - 1)).flatMap((leader) =>
    twice ? [leader, leader] : [leader],
  );
}

function drawCuts(names: readonly (number | string)[], lot: Lot): CaseFault[] {
  let at = 0;
  return Array.from({ length: CUTS }, () => {
    const begin = at;
    at += CUT_MS * lot.whole(2, 31);
    return { ...drawGroups(lot.one(names), names, lot), at: `${begin} ms`, until: `${at} ms` };
  });
}

/** In most views somebody is cut off, and mostly the one who leads it. */
function drawCutsByView(names: readonly (number | string)[], leaders: readonly number[], lot: Lot): CaseFault[] {
  return Array.from({ length: VIEWS }, (_, index) => index + 1).flatMap((view) => {
    if (lot.chance(0.3)) return [];
    const lone = lot.chance(0.6) ? leaders[(view - 1) % leaders.length]! : lot.one(names);
    return [{ ...drawGroups(lone, names, lot), views: [view, view], until: '30 s' }];
  });
}

/** One node apart from all others, or from one of them. */
function drawGroups(lone: number | string, names: readonly (number | string)[], lot: Lot): CaseFault {
  const others = names.filter((name) => name !== lone);
  const apart = lot.chance(0.3) ? [lot.one(others)] : others;
  return { partition: [[lone], apart], ...(lot.chance(0.5) && { oneWay: true }) };
}

function drawOptions(protocol: Protocol, leaders: readonly number[], lot: Lot): object {
  const timing = { timeout: lot.one(['300 ms', '1 s']), growth: 1, delta: lot.one(['10 ms', '500 ms']) };
  return { ...drawWords(protocol, lot), ...paced(protocol, { leaders, ...timing }) };
}
