/** Leaders that hide what they know from those who lead next, view after view. */
import type { NodeId } from '../contract.js';
import { protocolKinds } from '../contract.js';
import { drawKinds, knows } from './behaviours.js';
import type { Case, CaseFault } from './case.js';
import { caseOf, constantDelay, type Drawing, LASTING, mostFaulty, numbered } from './drawing.js';
import { leadsInTurn } from './options.js';

const VIEWS = 24;

/**
 * Faulty nodes lead one after the other, and then some honest ones, again and again: the first says some things to a few nodes
 * only, any other says nothing. So a node may be locked that never leads, on what no leader knows of (the hidden lock of
 * Malkhi and Nayak, "HotStuff-2", 2023, section 3).
 */
export function drawHidden(drawing: Drawing): Case {
  const { protocol, lot } = drawing;
  const n = lot.one([4, 7, 7]);
  const most = mostFaulty(drawing, n);
  const first = lot.whole(0, n - 1);
  const round = leadsInTurn(protocol) ? lot.some(numbered(n), n) : numbered(n).map((node) => (node + first) % n);
  const faulty = round.slice(0, lot.whole(Math.min(1, most), most));
  const honest = round.slice(faulty.length, faulty.length + lot.whole(3, n - faulty.length));
  const turn = [...faulty, ...honest];
  const leaders = Array.from({ length: VIEWS }, (_, view) => turn[view % turn.length]);
  return caseOf(drawing, {
    n,
    blocks: LASTING,
    network: constantDelay(100),
    options: leadsInTurn(protocol) ? { leaders } : {},
    faults: faulty.flatMap((node, index) => {
      if (index > 0) return [{ behaviour: lot.one(['silent', 'silent', 'crash']), nodes: { ids: [node] } }];
      return [drawSecret(drawing, node, honest)];
    }),
  });
}

function drawSecret(drawing: Drawing, node: NodeId, leaders: readonly NodeId[]): CaseFault {
  const { protocol, lot, book } = drawing;
  const kinds = drawKinds(lot, { kinds: protocolKinds(protocol) });
  const fellows = lot.chance(0.6) ? leaders : lot.some(leaders, lot.whole(1, leaders.length));
  const ways = [
    { behaviour: 'omit', direction: lot.one(['send', 'both']), kinds, towards: fellows },
    { behaviour: 'equivocate', kinds, deceived: fellows },
    { behaviour: 'withhold-certificates', kinds, shownTo: lot.whole(0, 2) },
  ].filter(({ behaviour }) => knows(behaviour, book));
  return { ...lot.one(ways), nodes: { ids: [node] } };
}
