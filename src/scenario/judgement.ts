import type { Verdict } from '../contract.js';
import { assemble } from './assembly.js';
import { carryOn, type RunEnding } from './carry-on.js';
import type { Registry } from './families.js';
import type { RunSpec } from './world.js';

/** What the judges say of a run, and no more: a search looks at thousands of runs. */
export interface Judgement {
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** Heights that at least one correct node has decided. */
  readonly decisions: number;
  readonly events: number;
  /** Messages put on the network. */
  readonly messages: number;
  readonly ending: RunEnding;
  readonly digest: string;
}

/** Carries out one run for its verdicts alone; the same as those of `simulate`. */
export function judgeRun(spec: RunSpec, registry: Registry): Judgement {
  const run = assemble(spec, registry);
  run.start();
  const ending = carryOn(run, spec.world);
  const { simulator } = run.host;
  // A world in which nothing is left to happen stays as it is for ever.
  const end = ending === 'idle' ? Infinity : simulator.now;
  return {
    verdicts: Object.fromEntries([...run.judges].map(([name, judge]) => [name, judge.verdict(end)])),
    decisions: run.outcome.decisions,
    events: simulator.events,
    messages: run.traffic.messages,
    ending,
    digest: simulator.digest.hex(),
  };
}
