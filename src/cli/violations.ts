/** Broken invariants, and the call that shows each again. */
import type { RunRecord } from '../runner/record.js';
import { quoted } from './options.js';

export interface Violation {
  readonly variant: string;
  readonly protocol: string;
  readonly seed: string;
  readonly invariant: string;
  /** Simulated seconds from the start of the run. */
  readonly atS: number;
  readonly witness: string;
  /** The call that does this one run again. */
  readonly replay: string;
}

/** The call that does one run again: the scenario's call so far, and the run by name. */
export function replayCommand(command: string, { variant, protocol, seed }: RunName): string {
  const index = seed.slice(seed.lastIndexOf('/') + 1);
  const point = variant === '' ? '' : ` --variant ${quoted(variant)}`;
  return `${command} --run ${quoted(`${protocol}/${index}`)}${point}`;
}

type RunName = Pick<RunRecord, 'variant' | 'protocol' | 'seed'>;

/** Of all runs, in plan order. */
export function violationsOf(records: readonly RunRecord[], command: string): Violation[] {
  return records.flatMap((record) =>
    Object.entries(record.verdicts).flatMap(([invariant, verdict]) => {
      if (verdict.is !== 'violated') return [];
      const { variant, protocol, seed } = record;
      const { witness, at } = verdict;
      return { variant, protocol, seed, invariant, atS: at / 1e6, witness, replay: replayCommand(command, record) };
    }),
  );
}

/** One run by its names, as people are told of it. */
export function nameOfRun({ variant, protocol, seed }: RunName): string {
  return `${protocol}, seed ${seed}${variant === '' ? '' : `, ${variant}`}`;
}

/** One violation per invariant, protocol and variant is shown in full; the others are counted. */
export function violationLines(violations: readonly Violation[]): string[] {
  const groups = new Map<string, Violation[]>();
  for (const violation of violations) {
    const key = JSON.stringify([violation.variant, violation.protocol, violation.invariant]);
    const group = groups.get(key);
    if (group) group.push(violation);
    else groups.set(key, [violation]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => [
    `${first!.invariant} violated by ${nameOfRun(first!)}, at ${first!.atS} s: ${first!.witness}`,
    `  see it again: ${first!.replay}`,
    ...(others.length > 0 ? [`  and with ${others.length} more of its seeds`] : []),
  ]);
}
