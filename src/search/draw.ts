/** Small worlds drawn from a seed, always within what a protocol's paper lets happen. */
import type { Behaviour, NodeId, Protocol } from '../contract.js';
import type { Case, CaseBook, CaseFault } from './case.js';
import { drawFirewall, drawWords, taken } from './firewall.js';
import { Lot } from './lot.js';

const SIZES = [4, 4, 4, 4, 5, 6, 7, 7, 3, 2, 1] as const;
const MOST_EVENTS = 300_000;
/** By then nothing cuts the network any more. */
const CALM_MS = 20_000;

/** Options of behaviours that are worth varying; any other behaviour acts by its defaults. */
const VARIED: Readonly<Record<string, (lot: Lot, n: number) => object>> = {
  churn: (lot) => ({ online: lot.time(200, 5_000), offline: lot.time(200, 5_000) }),
  delay: (lot) => ({ by: lot.time(50, 5_000) }),
  drop: (lot) => ({ probability: lot.whole(1, 9) / 10 }),
  equivocate: (lot) => ({ halves: lot.one(['parity', 'drawn']) }),
  twins: (lot) => (lot.chance(0.4) ? {} : { sides: lot.one(['parity', 'halves']) }),
};

/** A case of a protocol; the same for the same seed. */
export function drawCase(kind: string, seed: string, book: CaseBook): Case {
  const lot = new Lot(seed);
  const protocol = book.registry.protocols.get(kind);
  const partial = protocol.timing !== 'synchronous';
  if (partial && lot.chance(0.35)) return drawFirewall(protocol, kind, seed, book, lot);
  const n = lot.one(SIZES);
  const params = drawParams(protocol, n, lot);
  return {
    name: 'swarm',
    asks: '',
    seed,
    stop: { blocks: lot.whole(1, 6), events: MOST_EVENTS },
    nodes: { count: n },
    network: drawNetwork(partial, lot),
    protocols: { protocol: { kind, ...params } },
    faults: [...drawFaults(protocol, n, book, lot), ...(partial ? drawPartitions(n, lot) : [])],
  };
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

function drawFaults(protocol: Protocol, n: number, book: CaseBook, lot: Lot): CaseFault[] {
  const most = Math.min(n - 1, protocol.faults(n, protocol.params.parse({})));
  const count = most <= 0 || lot.chance(0.1) ? 0 : lot.whole(1, most);
  const nodes = Array.from({ length: n }, (_, node) => node);
  const faulty = lot.some(nodes, count);
  const behaviours = admissibleBehaviours(protocol, book);
  const faults: CaseFault[] = [];
  for (const ids of together(faulty, lot)) {
    const kinds = lot.chance(0.25) ? lot.some(behaviours, Math.min(2, behaviours.length)) : [lot.one(behaviours)];
    for (const { name } of kinds)
      faults.push({ behaviour: name, ...VARIED[name]?.(lot, n), nodes: { ids }, ...drawSpan(lot) });
  }
  return faults;
}

/**
 * What a faulty node may do under the protocol's model. Left out are adaptive behaviours, which pick their nodes themselves, and
 * attacks on mining: what they break is a probability, which is held against theory, and no promise.
 */
export function admissibleBehaviours({ faultModel }: Protocol, { registry }: CaseBook): Behaviour[] {
  return registry.behaviours.all.filter(
    ({ faulty, adaptive, needs }) =>
      !adaptive && needs === undefined && (faultModel !== 'crash' || faulty !== 'byzantine'),
  );
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
    const nodes = Array.from({ length: n }, (_, node) => node);
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
