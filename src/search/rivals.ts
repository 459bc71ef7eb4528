/** Twins that live two lives: view by view the network is parted in one of a few ways. */
import type { Case, CaseFault } from './case.js';
import { caseOf, constantDelay, type Drawing, LASTING, mostFaulty, numbered } from './drawing.js';
import type { Lot } from './lot.js';
import { drawWords, paced } from './options.js';

type Name = number | string;

const VIEWS = 20;
const MOST_LEADERS = 3;

/**
 * Twins scenarios (Bano and others, "Twins: BFT Systems Made Robust", 2020) of many views, in which the same few partitions
 * and leaders come back: so what grows in one view by the votes of one part may grow on when that part meets again.
 */
export function drawRivals(drawing: Drawing): Case {
  const { lot } = drawing;
  const n = lot.one([4, 4, 4, 5, 7]);
  const twins = lot.some(numbered(n), lot.whole(1, Math.max(1, mostFaulty(drawing, n))));
  const names = [...numbered(n), ...twins.map((node) => `${node}b`)];
  return caseOf(drawing, {
    n,
    blocks: LASTING,
    network: constantDelay(100),
    options: drawOptions(drawing, n, twins),
    faults: [{ behaviour: 'twins', nodes: { ids: twins } }, ...drawCuts(names, lot)],
  });
}

/** All copies of a twin lead when it does. */
function drawOptions({ protocol, lot }: Drawing, n: number, twins: readonly number[]): object {
  const pool = Array.from({ length: lot.whole(1, MOST_LEADERS) }, () =>
    lot.chance(0.6) ? lot.one(twins) : lot.whole(0, n - 1),
  );
  const leaders = Array.from({ length: VIEWS }, (_, view) =>
    lot.chance(0.7) ? pool[view % pool.length] : lot.one(pool),
  );
  const timing = { timeout: lot.one(['300 ms', '1 s']), growth: 1 };
  return { ...(lot.chance(0.3) && drawWords(protocol, lot)), ...paced(protocol, { leaders, ...timing }) };
}

function drawCuts(names: readonly Name[], lot: Lot): CaseFault[] {
  const palette = Array.from({ length: lot.whole(1, 3) }, () => drawParts(names, lot));
  const takesTurns = lot.chance(0.7);
  return Array.from({ length: VIEWS }, (_, index) => index + 1).flatMap((view) => {
    const partition = takesTurns ? palette[view % palette.length]! : lot.one(palette);
    return lot.chance(0.1) ? [] : [{ partition, views: [view, view], until: '30 s' }];
  });
}

/** Two parts, neither of them empty. */
function drawParts(names: readonly Name[], lot: Lot): Name[][] {
  const left = lot.some(names, lot.whole(1, names.length - 1));
  return [left, names.filter((name) => !left.includes(name))];
}
