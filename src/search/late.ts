/** Nodes whose words come about when others give up waiting for them, and links that are down. */
import type { NodeId } from '../contract.js';
import type { Case, CaseFault } from './case.js';
import { CALM_MS, caseOf, constantDelay, type Drawing, LASTING, mostFaulty, numbered } from './drawing.js';
import { drawWords, paced } from './options.js';

const STEP_MS = 50;
const TIMEOUTS_MS = [300, 1_000] as const;
/** In timeouts: what comes later than that comes for nothing. */
const LATEST = 2.5;

/**
 * A vote or a proposal of a view that is just being given up must not count beside the certificate that ends the view; and
 * whether the next leader hears of it is a matter of a single link.
 */
export function drawLate(drawing: Drawing): Case {
  const { protocol, lot } = drawing;
  const n = lot.one([4, 4, 6, 7, 7]);
  const slow = lot.some(numbered(n), lot.whole(0, mostFaulty(drawing, n)));
  const timeout = lot.one(TIMEOUTS_MS);
  const leaders = Array.from({ length: 12 }, () => lot.whole(0, n - 1));
  const options = { timeout: `${timeout} ms`, growth: 1, ...(lot.chance(0.3) && { leaders }) };
  const by = STEP_MS * lot.whole(1, (LATEST * timeout) / STEP_MS);
  return caseOf(drawing, {
    n,
    blocks: LASTING,
    network: constantDelay(2 * STEP_MS),
    options: { ...(lot.chance(0.3) && drawWords(protocol, lot)), ...paced(protocol, options) },
    faults: [
      ...(slow.length > 0 ? [{ behaviour: 'delay', by: `${by} ms`, nodes: { ids: slow } }] : []),
      ...drawLinks(drawing, n, slow),
    ],
  });
}

/** Links that are down for as long as the network may be cut, mostly from a slow node to the one that comes after it. */
function drawLinks({ lot }: Drawing, n: number, slow: readonly NodeId[]): CaseFault[] {
  return Array.from({ length: lot.whole(0, 3) }, () => {
    const from = slow.length > 0 && lot.chance(0.6) ? lot.one(slow) : lot.whole(0, n - 1);
    const to = lot.chance(0.5) ? (from + 1) % n : lot.one(numbered(n).filter((node) => node !== from));
    return { partition: [[from], [to]], ...(lot.chance(0.7) && { oneWay: true }), until: `${CALM_MS} ms` };
  });
}
