/** Liars, and moments at which some nodes are mute, deaf, or both. */
import type { NodeId } from '../contract.js';
import { admissibleBehaviours, behave, knows } from './behaviours.js';
import type { Case, CaseFault } from './case.js';
import { caseOf, constantDelay, type Drawing, mostFaulty, numbered } from './drawing.js';
import type { Lot } from './lot.js';
import { drawWords } from './options.js';

const DELAY_MS = 100;
const BLOCKS = 30;

/**
 * Liars tell one node the truth, which alone then hears a quorum, and see to it that the others go on without one: what it
 * has decided, locks must hold (Dwork, Lynch, Stockmeyer, "Consensus in the Presence of Partial Synchrony", 1988, section 4).
 */
export function drawMoments(drawing: Drawing): Case {
  const { protocol, lot } = drawing;
  const n = lot.one([4, 4, 4, 5, 7]);
  const most = mostFaulty(drawing, n);
  const liars = most > 0 && lot.chance(0.8) ? lot.some(numbered(n), lot.chance(0.7) ? most : lot.whole(1, most)) : [];
  const witness = lot.one(numbered(n).filter((node) => !liars.includes(node)));
  return caseOf(drawing, {
    n,
    blocks: BLOCKS,
    network: constantDelay(DELAY_MS),
    options: lot.chance(0.3) ? drawWords(protocol, lot) : {},
    faults: [...drawLies(drawing, n, liars, witness), ...drawSilences(drawing, n, [...liars, witness])],
  });
}

function drawLies(drawing: Drawing, n: number, liars: readonly NodeId[], witness: NodeId): CaseFault[] {
  const { protocol, book, lot } = drawing;
  if (liars.length === 0) return [];
  if (protocol.faultModel === 'crash' || !knows('equivocate', book) || lot.chance(0.4)) {
    return [behave(lot.one(admissibleBehaviours(drawing)).name, liars, n, drawing)];
  }
  const deceived = numbered(n).filter((node) => node !== witness && !liars.includes(node));
  return [{ behaviour: 'equivocate', deceived, nodes: { ids: liars } }];
}

/** Each moment lies between two arrivals of what constant delays bring; some of the cast, or anybody, falls silent at it. */
function drawSilences({ lot }: Drawing, n: number, cast: readonly NodeId[]): CaseFault[] {
  return Array.from({ length: lot.whole(1, 3) }, () => {
    const at = DELAY_MS * lot.whole(0, lot.chance(0.7) ? 12 : 50) + DELAY_MS / 2;
    const silent = cast.filter(() => lot.chance(0.7));
    return [...silent, ...(silent.length === 0 || lot.chance(0.3) ? [lot.whole(0, n - 1)] : [])].map((lone) => {
      const lasts = lot.chance(0.6) ? lot.whole(1, 3) : lot.whole(4, 60);
      return { ...drawSilence(lone, n, lot), at: `${at} ms`, until: `${at + DELAY_MS * lasts} ms` };
    });
  }).flat();
}

function drawSilence(lone: NodeId, n: number, lot: Lot): CaseFault {
  const others = numbered(n).filter((node) => node !== lone);
  return lot.one([
    { partition: [[lone], others] },
    { partition: [[lone], others], oneWay: true },
    { partition: [others, [lone]], oneWay: true },
  ]);
}
