/** A batch of runs of one protocol, drawn from a seed or counted through, until one breaks a promise. */
import type { Case, CaseBook } from './case.js';
import { drawCase } from './draw.js';
import { taken } from './options.js';
import { isOwed } from './owed.js';
import { shrink, type Shrunk } from './shrink.js';
import { tryCase, trySpec, withTime, type Trial } from './trial.js';
import { TwinsSpace, twinsCase, twinsSpec, type TwinsQuestion } from './twins.js';

/** Runs `from` … `from + count − 1` of the sequence that kind and seed stand for. */
export interface Batch {
  readonly kind: string;
  readonly seed: string;
  readonly from: number;
  readonly count: number;
  /** Absent: worlds are drawn; else twins scenarios are gone through. */
  readonly twins?: Omit<TwinsQuestion, 'kind'>;
}

/** A broken promise, as it was found and as small as it could be made. */
export interface Find {
  readonly index: number;
  readonly original: Case;
  readonly shrunk: Shrunk;
}

export interface BatchResult {
  readonly kind: string;
  readonly runs: number;
  /** Runs in which something was decided. */
  readonly decided: number;
  readonly messages: number;
  readonly found: Find | null;
  /** Whether the last scenario there is has been tried. */
  readonly exhausted: boolean;
}

/** Events after which a twins scenario is over even if nothing was decided. */
const TWINS_EVENTS = 3_000;
const TWINS_BLOCKS = 3;
/** The share of the golden section: successive steps of it are spread evenly over a space. */
const GOLDEN = 0.6180339887498949;

/** Carries out a batch up to its first broken promise, which is then shrunk. */
export function runBatch(batch: Batch, book: CaseBook): BatchResult {
  const tally = { runs: 0, decided: 0, messages: 0 };
  const count = (trial: Trial) => {
    tally.runs++;
    tally.messages += trial.messages;
    if (trial.decisions > 0) tally.decided++;
  };
  const { found, exhausted } = batch.twins
    ? goThroughTwins(batch, batch.twins, book, count)
    : { found: drawAll(batch, book, count), exhausted: false };
  return { kind: batch.kind, ...tally, found, exhausted };
}

function drawAll({ kind, seed, from, count }: Batch, book: CaseBook, tell: (trial: Trial) => void): Find | null {
  for (let index = from; index < from + count; index++) {
    const original = withTime(drawCase(kind, `${seed}/${index}`, book), book);
    const trial = tryCase(original, book);
    tell(trial);
    const violation = trial.violations.find((each) => isOwed(each, original, book));
    if (violation) return { index, original, shrunk: shrink(original, violation, book) };
  }
  return null;
}

function goThroughTwins(
  { kind, seed, from, count }: Batch,
  question: Omit<TwinsQuestion, 'kind'>,
  book: CaseBook,
  tell: (trial: Trial) => void,
): { found: Find | null; exhausted: boolean } {
  const space = twinsSpace({ kind, ...question }, book);
  const template = twinsTemplate(kind, question.n, seed);
  const spec = book.spec(template);
  const last = Math.min(space.size, from + count);
  for (let index = from; index < last; index++) {
    const views = space.at(scattered(index, space.size));
    if (!views) continue;
    const trial = trySpec(twinsSpec(space, views, spec), book);
    tell(trial);
    const violation = trial.violations.find(({ sort }) => sort === 'safety');
    if (!violation) continue;
    const original = twinsCase(space, views, template);
    return { found: { index, original, shrunk: shrink(original, violation, book) }, exhausted: false };
  }
  return { found: null, exhausted: last === space.size };
}

/** The twins scenarios of a protocol. */
export function twinsSpace(question: TwinsQuestion, { registry }: CaseBook): TwinsSpace {
  const listed = taken(registry.protocols.get(question.kind), { leaders: [0] });
  return new TwinsSpace(question, 'leaders' in listed);
}

/** What all twins scenarios of a protocol share. */
export function twinsTemplate(kind: string, n: number, seed: string): Case {
  return {
    name: 'twins',
    asks: '',
    seed,
    stop: { blocks: TWINS_BLOCKS, time: '60 s', events: TWINS_EVENTS },
    nodes: { count: n },
    network: { latency: { kind: 'constant', delay: '100 ms' } },
    protocols: { protocol: { kind } },
    faults: [{ behaviour: 'twins', nodes: { ids: [0] } }],
  };
}

/** A bijection of 0 … size − 1 that goes all over the space early. */
function scattered(index: number, size: number): number {
  let step = Math.max(1, Math.floor(size * GOLDEN));
  while (greatestCommonDivisor(step, size) !== 1) step++;
  // Products of safe integers may not be safe; the space is small enough for whole steps of BigInt.
  return Number((BigInt(index) * BigInt(step)) % BigInt(size));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
