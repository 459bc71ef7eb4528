/** The search for the fewest faulty nodes that break what a protocol promises. */
import seedrandom from 'seedrandom';
import type { Invariant, NodeId, Protocol } from '../contract.js';
import { admissible, PLACEMENTS, type Attack, type Placement, type Schedule } from './attacks.js';
import type { Case, CaseBook } from './case.js';
import { expecting, tryCase, withTime } from './trial.js';

export interface BoundsQuestion {
  /** Registered name of the protocol, or the path of its file. */
  readonly kind: string;
  readonly n: number;
  readonly seed: string;
  /** Runs with each number of faulty nodes, at most. */
  readonly runs: number;
}

export type Promised = Invariant['sort'];

/** A run that broke a promise. */
export interface Break {
  /** How many nodes are faulty in it. */
  readonly faulty: number;
  readonly attack: string;
  readonly placement: string;
  readonly schedule: string;
  readonly invariant: string;
  readonly sort: Promised;
  readonly witness: string;
  readonly document: Case;
}

export interface Bounds {
  readonly kind: string;
  readonly n: number;
  /** The most faulty nodes that the protocol's paper says it bears. */
  readonly tolerated: number;
  readonly safety: Break | null;
  readonly liveness: Break | null;
  readonly runs: number;
}

/** Decisions that a run is to reach. */
const BLOCKS = 4;
const MOST_EVENTS = 2_000_000;

interface Setup {
  readonly attack: Attack;
  readonly placement: Placement;
  readonly schedule: Schedule;
  readonly round: number;
}

/**
 * Tries every attack, placement and schedule that the protocol's model allows, with one faulty node, two, … until both
 * promises are broken or no correct node is left; each number of faulty nodes gets the same runs.
 */
export function findBounds(question: BoundsQuestion, book: CaseBook): Bounds {
  const { kind, n } = question;
  const protocol = book.registry.protocols.get(kind);
  const tolerated = protocol.faults(n, protocol.params.parse({}));
  const found: Record<Promised, Break | null> = { safety: null, liveness: null };
  let runs = 0;
  for (let faulty = 1; faulty < n && !(found.safety && found.liveness); faulty++) {
    for (const setup of setups(protocol, book, question.runs)) {
      if (found.safety && found.liveness) break;
      runs++;
      for (const broken of attempt(question, setup, faulty, book)) {
        found[broken.sort] ??= broken;
      }
    }
  }
  return { kind, n, tolerated, ...found, runs };
}

/** All ways to set faulty nodes against the protocol, the most promising of each first, and then with other seeds. */
function* setups(protocol: Protocol, book: CaseBook, most: number): Generator<Setup> {
  const { attacks, schedules } = admissible(protocol, (name) => book.registry.behaviours.has(name));
  let count = 0;
  for (let round = 0; ; round++) {
    for (const schedule of schedules) {
      for (const placement of PLACEMENTS) {
        for (const attack of attacks) {
          if (count++ === most) return;
          yield { attack, placement, schedule, round };
        }
      }
    }
  }
}

function attempt(question: BoundsQuestion, setup: Setup, faulty: number, book: CaseBook): Break[] {
  const { attack, placement, schedule } = setup;
  const document = withTime(caseOf(question, setup, faulty, book), book);
  const { violations, broken } = tryCase(document, book);
  return violations.map(({ invariant, sort, witness }) => ({
    faulty,
    attack: attack.name,
    placement: placement.name,
    schedule: schedule.name,
    invariant,
    sort,
    witness,
    document: { ...document, ...expecting(broken) },
  }));
}

function caseOf({ kind, n, seed }: BoundsQuestion, setup: Setup, faulty: number, book: CaseBook): Case {
  const { attack, placement, schedule, round } = setup;
  const runSeed = `${seed}/${faulty}/${round}`;
  const ids = placement.choose(faulty, n, seedrandom.alea(`${runSeed}/${attack.name}`));
  const correct: NodeId[] = [];
  for (let node = 0; node < n; node++) if (!ids.includes(node)) correct.push(node);
  return {
    name: 'bounds',
    asks: '',
    seed: runSeed,
    stop: { blocks: BLOCKS, events: MOST_EVENTS },
    nodes: { count: n },
    network: schedule.network,
    protocols: { protocol: { kind, ...book.registry.protocols.get(kind).searched } },
    faults: attack.faults(ids, correct),
  };
}
