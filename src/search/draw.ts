/** Small worlds drawn from a seed, always within what a protocol's paper lets happen. */
import type { NodeId, Protocol } from '../contract.js';
import { admissibleBehaviours, behave, knows } from './behaviours.js';
import type { Case, CaseBook, CaseFault } from './case.js';
import { CALM_MS, caseOf, type Drawing, mostFaulty, numbered } from './drawing.js';
import { drawFirewall } from './firewall.js';
import { drawHidden } from './hidden.js';
import { drawIsolation } from './isolation.js';
import { drawLate } from './late.js';
import { Lot } from './lot.js';
import { drawMoments } from './moments.js';
import { drawWords, taken } from './options.js';
import { drawRivals } from './rivals.js';

const SIZES = [4, 4, 4, 4, 5, 6, 7, 7, 3, 2, 1] as const;

/** A sort of worlds, and how many of a hundred are of it. */
interface Family {
  readonly draw: (drawing: Drawing) => Case;
  readonly share: number;
  /** Whether the network is cut, or more than crashes happens. */
  readonly cuts: boolean;
  readonly lies: boolean;
}

const FAMILIES: readonly Family[] = [
  { draw: drawWorld, share: 30, cuts: false, lies: false },
  { draw: drawFirewall, share: 20, cuts: true, lies: false },
  { draw: drawIsolation, share: 25, cuts: true, lies: false },
  { draw: drawMoments, share: 20, cuts: true, lies: false },
  { draw: drawLate, share: 15, cuts: true, lies: false },
  { draw: drawRivals, share: 10, cuts: true, lies: true },
  { draw: drawHidden, share: 10, cuts: false, lies: true },
];

/** A case of a protocol; the same for the same seed. */
export function drawCase(kind: string, seed: string, book: CaseBook): Case {
  const lot = new Lot(seed);
  const protocol = book.registry.protocols.get(kind);
  return drawFamily(protocol, book, lot).draw({ protocol, kind, seed, book, lot });
}

/** One of those that are within the protocol's model. */
function drawFamily({ timing, faultModel }: Protocol, book: CaseBook, lot: Lot): Family {
  const within = FAMILIES.filter(
    ({ cuts, lies }) =>
      !(cuts && timing === 'synchronous') && !(lies && (faultModel === 'crash' || !knows('twins', book))),
  );
  let left = lot.whole(
    1,
    within.reduce((sum, { share }) => sum + share, 0),
  );
  return within.find(({ share }) => (left -= share) <= 0)!;
}

function drawWorld(drawing: Drawing): Case {
  const { protocol, lot } = drawing;
  const partial = protocol.timing !== 'synchronous';
  const n = lot.one(SIZES);
  return caseOf(drawing, {
    n,
    options: drawParams(protocol, n, lot),
    blocks: lot.whole(1, 6),
    network: drawNetwork(partial, lot),
    faults: [...drawFaults(drawing, n), ...(partial ? drawPartitions(n, lot) : [])],
  });
}

function drawParams(protocol: Protocol, n: number, lot: Lot): object {
  const words = lot.chance(0.3) ? drawWords(protocol, lot) : {};
  if (lot.chance(0.5)) return words;
  const leaders = Array.from({ length: lot.whole(1, 8) }, () => lot.whole(0, n - 1));
  return { ...words, ...taken(protocol, { leaders }) };
}

function drawNetwork(partial: boolean, lot: Lot): Case['network'] {
  const median = lot.whole(10, 150);
  const latency = lot.one([
    { kind: 'constant', delay: `${median} ms` },
    { kind: 'uniform', min: '1 ms', max: `${2 * median} ms` },
    ...(partial ? [{ kind: 'lognormal', median: `${median} ms`, sigma: 0.6 }] : []),
    ...(partial ? [{ kind: 'exponential', mean: `${median} ms` }] : []),
  ]);
  if (!partial) return { latency };
  return {
    latency,
    ...(lot.chance(0.2) && { loss: lot.whole(1, 15) / 100 }),
    ...(lot.chance(0.2) && { duplication: lot.whole(1, 50) / 100 }),
    ...(lot.chance(0.2) && { reordering: { probability: lot.whole(1, 50) / 100, by: lot.time(50, 1_000) } }),
    ...(lot.chance(0.4) && {
      synchrony: {
        gst: lot.time(500, CALM_MS),
        delta: lot.time(200, 800),
        scheduler: lot.one(['sides', 'sides', 'rushing', 'split-votes']),
      },
    }),
  };
}

function drawFaults(drawing: Drawing, n: number): CaseFault[] {
  const { lot } = drawing;
  const most = mostFaulty(drawing, n);
  const count = most === 0 || lot.chance(0.1) ? 0 : lot.whole(1, most);
  const behaviours = admissibleBehaviours(drawing);
  return together(lot.some(numbered(n), count), lot).flatMap((ids) => {
    const kinds = lot.chance(0.25) ? lot.some(behaviours, Math.min(2, behaviours.length)) : [lot.one(behaviours)];
    return kinds.map(({ name }) => ({ ...behave(name, ids, n, drawing), ...drawSpan(lot) }));
  });
}

/** All faulty nodes as one coalition, or each on its own. */
function together(nodes: readonly NodeId[], lot: Lot): (readonly NodeId[])[] {
  if (nodes.length === 0) return [];
  return nodes.length === 1 || lot.chance(0.6) ? [nodes] : nodes.map((node) => [node]);
}

function drawSpan(lot: Lot): object {
  const at = lot.chance(0.5) ? 0 : lot.whole(1, CALM_MS / 2);
  const until = lot.chance(0.3) ? at + lot.whole(100, CALM_MS / 2) : undefined;
  return { ...(at > 0 && { at: `${at} ms` }), ...(until !== undefined && { until: `${until} ms` }) };
}

function drawPartitions(n: number, lot: Lot): CaseFault[] {
  if (n < 2 || lot.chance(0.4)) return [];
  return Array.from({ length: lot.whole(1, 3) }, () => {
    const size = lot.whole(1, n - 1);
    const nodes = numbered(n);
    const left = lot.some(nodes, size);
    const at = lot.whole(0, CALM_MS / 2);
    return {
      partition: [left, nodes.filter((node) => !left.includes(node))],
      ...(lot.chance(0.25) && { oneWay: true }),
      ...(at > 0 && { at: `${at} ms` }),
      until: `${at + lot.whole(200, CALM_MS / 2)} ms`,
    };
  });
}
