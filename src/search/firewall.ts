/** Schedules that break certificates apart: one node after another is cut off, by time or by views, under drawn leaders. */
import type { Protocol } from '../contract.js';
import type { Case, CaseBook, CaseFault } from './case.js';
import type { Lot } from './lot.js';

const MOST_EVENTS = 300_000;
/** Steps of half a usual delay. */
const CUT_MS = 50;
const CUTS = 10;
const VIEWS = 14;
/** Enough for a chain that makes blocks without being asked to outlast the cuts. */
const BLOCKS = 60;

/**
 * One node after another, or a node's second copy, is cut off for a while, all ways or only outwards, while views are short
 * and leaders drawn (Jalalzai and others, "Fast-HotStuff", 2020, section 3).
 */
export function drawFirewall(protocol: Protocol, kind: string, seed: string, book: CaseBook, lot: Lot): Case {
  const n = lot.one([4, 4, 4, 5, 7]);
  const names: (number | string)[] = Array.from({ length: n }, (_, node) => node);
  const faulty: CaseFault[] = [];
  if (protocol.faultModel !== 'crash' && book.registry.behaviours.has('twins') && lot.chance(0.4)) {
    names.push(`${n - 1}b`);
    faulty.push({ behaviour: 'twins', nodes: { ids: [n - 1] } });
  }
  const slow = faulty.length === 0 && protocol.faults(n, protocol.params.parse({})) > 0 && lot.chance(0.4);
  if (slow) faulty.push({ behaviour: 'delay', by: lot.time(300, 2_500), nodes: { ids: [lot.whole(0, n - 1)] } });
  const leaders = drawLeaders(n, lot);
  const cuts = lot.chance(0.5) ? drawCuts(names, lot) : drawCutsByView(names, leaders, lot);
  return {
    name: 'swarm',
    asks: '',
    seed,
    stop: { blocks: BLOCKS, events: MOST_EVENTS },
    nodes: { count: n },
    network: { latency: { kind: 'constant', delay: '100 ms' } },
    protocols: { protocol: { kind, ...drawOptions(protocol, leaders, lot) } },
    faults: [...faulty, ...cuts],
  };
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

/** Options of the protocol that take one of a few words. */
export function drawWords(protocol: Protocol, lot: Lot): object {
  const words: Record<string, string> = {};
  for (const [key, schema] of Object.entries(optionsOf(protocol))) {
    const { options } = (schema as { def?: { innerType?: { options?: readonly string[] } } }).def?.innerType ?? {};
    if (Array.isArray(options) && options.every((word) => typeof word === 'string') && lot.chance(0.4)) {
      words[key] = lot.one(options as readonly string[]);
    }
  }
  return words;
}

function drawOptions(protocol: Protocol, leaders: readonly number[], lot: Lot): object {
  const wanted = { leaders, timeout: lot.one(['300 ms', '1 s']), growth: 1, delta: lot.one(['10 ms', '500 ms']) };
  const options = optionsOf(protocol);
  return {
    ...drawWords(protocol, lot),
    ...('leaders' in options || 'growth' in options ? taken(protocol, wanted) : {}),
  };
}

/** Those of some options that the protocol has and takes. */
export function taken(protocol: Protocol, wanted: Readonly<Record<string, unknown>>): object {
  const options = optionsOf(protocol);
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([key, value]) => key in options && protocol.params.safeParse({ [key]: value }).success,
    ),
  );
}

export function optionsOf(protocol: Protocol): object {
  return (protocol.params as { shape?: object }).shape ?? {};
}
