/** Carrying out a case and looking for a broken promise in it. */
import type { Invariant } from '../contract.js';
import { RandomStreams } from '../kernel/random-streams.js';
import { judgeRun } from '../scenario/judgement.js';
import { deliveryBound, surroundings } from '../scenario/surroundings.js';
import type { RunSpec } from '../scenario/world.js';
import type { Case, CaseBook } from './case.js';

/** A promise that a run broke. */
export interface Violation {
  readonly invariant: string;
  readonly sort: Invariant['sort'];
  readonly witness: string;
  /** When, in microseconds. */
  readonly at: number;
}

export interface Trial {
  readonly violations: readonly Violation[];
  /** Every invariant that is violated, those included that say nothing of their own. */
  readonly broken: readonly string[];
  readonly messages: number;
  readonly decisions: number;
}

/** A run goes on for so many liveness bounds after the network is whole. */
const PATIENCE = 1.25;
/** How long a run goes on where the protocol promises nothing. */
const UNPROMISED = 100_000_000;

/** Judges a case. Nodes that have come to disagree may well stand still, so then liveness says nothing of its own. */
export function tryCase(document: Case, book: CaseBook): Trial {
  return trySpec(book.spec(document), book);
}

/** What a run that throws breaks: the protocol's own promise to handle whatever comes. */
const EXCEPTION = 'exception';

export function trySpec(spec: RunSpec, book: CaseBook): Trial {
  try {
    return judged(spec, book);
  } catch (error) {
    const witness = error instanceof Error ? error.message : String(error);
    return {
      violations: [{ invariant: EXCEPTION, sort: 'safety', witness, at: 0 }],
      broken: [],
      messages: 0,
      decisions: 0,
    };
  }
}

function judged(spec: RunSpec, { registry }: CaseBook): Trial {
  const { verdicts, messages, decisions } = judgeRun(spec, registry);
  const all = Object.entries(verdicts).flatMap(([invariant, verdict]) => {
    if (verdict.is !== 'violated') return [];
    const { sort } = registry.invariants.get(invariant);
    return [{ invariant, sort, witness: verdict.witness, at: verdict.at }];
  });
  const unsafe = all.filter(({ sort }) => sort === 'safety');
  const broken = all.map(({ invariant }) => invariant);
  return { violations: unsafe.length > 0 ? unsafe : all, broken, messages, decisions };
}

/** The same case with as much time as the protocol may take by its own word. */
export function withTime(document: Case, book: CaseBook): Case {
  const spec = book.spec(document);
  const protocol = book.registry.protocols.get(spec.kind);
  const around = surroundings(spec.world, book.registry, new RandomStreams(spec.seed));
  const { count } = spec.world.nodes;
  const healed = healedAt(spec);
  const bound = protocol.livenessBound(spec.params, count, deliveryBound(spec.world, around), healed);
  // Where nothing is promised, safety can still be broken.
  const owed = Number.isFinite(bound) ? PATIENCE * bound : UNPROMISED;
  const time = `${Math.ceil((healed + owed) / 1e6) + 1} s`;
  return { ...document, stop: { ...document.stop, time } };
}

function healedAt({ world }: RunSpec): number {
  const ends = world.faults.map((fault) => ('partition' in fault ? (fault.until ?? 0) : 0));
  return Math.max(world.network.synchrony?.gst ?? 0, ...ends);
}

/** What a scenario that shows these violations expects. */
export function expecting(broken: readonly string[]): Pick<Case, 'expect'> {
  return broken.length === 0 ? {} : { expect: Object.fromEntries(broken.map((name) => [name, 'violated'])) };
}
