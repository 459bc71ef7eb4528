import { isMapping } from './path.js';
import { ENOUGH, type Complaint, type Path } from './problems.js';
import type { Expectations, VerdictExpectation } from './scenario.js';
import type { ExpectedVerdict, MetricBound, ParsedExpect } from './sections/expect.js';
import { listed, shortened, shown, suggestion } from './wording.js';

/** Names that an expectation may use. */
export interface ExpectedNames {
  readonly variants: readonly string[];
  /** Undefined when they are not known; they are then not checked. */
  readonly labels: readonly string[] | undefined;
}

/** The expectations of a scenario. */
export function expectationsOf({ metrics, ...invariants }: ParsedExpect): Expectations {
  return { metrics, verdicts: Object.entries(invariants).flatMap(([name, expected]) => verdictsOf(name, expected)) };
}

function verdictsOf(invariant: string, expected: ParsedExpect[string]): VerdictExpectation[] {
  if (expected === undefined) return [];
  if (typeof expected === 'string') return [{ invariant, protocol: null, verdict: expected }];
  const byLabel = Object.entries(expected as Readonly<Record<string, ExpectedVerdict | MetricBound>>);
  return byLabel.map(([protocol, verdict]) => ({ invariant, protocol, verdict: verdict as ExpectedVerdict }));
}

/** Labels and variants in `expect` that the scenario does not have, even where the rest of the section is faulty. */
export function strangeNames(expect: unknown, { labels, variants }: ExpectedNames): Complaint[] {
  const complaints: Complaint[] = [];
  const know = (name: unknown, allowed: readonly string[] | undefined, path: Path, what: string, atKey = false) => {
    if (typeof name !== 'string' || !allowed || complaints.length === ENOUGH || allowed.includes(name)) return;
    const choices = listed(allowed.map(shortened));
    const message = `expected ${what} (${choices}), found ${shown(name)}${suggestion(name, allowed)}`;
    complaints.push({ path, message, atKey });
  };
  for (const [key, expected] of Object.entries(isMapping(expect) ? expect : {})) {
    const path = ['expect', key];
    if (key !== 'metrics' && isMapping(expected)) {
      for (const name of Object.keys(expected)) know(name, labels, [...path, name], 'the label of a protocol', true);
    }
    const bounds: readonly unknown[] = key === 'metrics' && Array.isArray(expected) ? expected : [];
    bounds.forEach((bound, index) => {
      if (!isMapping(bound)) return;
      know(bound['protocol'], labels, [...path, index, 'protocol'], 'the label of a protocol');
      know(bound['variant'], variants, [...path, index, 'variant'], 'a point of the sweep');
    });
  }
  return complaints;
}
