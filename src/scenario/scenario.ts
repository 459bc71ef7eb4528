/** A loaded scenario: the sweep expanded, everything validated; plain data. */
import type { Feature } from './features.js';
import type { ExpectedVerdict, MetricBound } from './sections/expect.js';
import type { World } from './world.js';

export interface ScenarioProtocol {
  /** As the scenario calls it. */
  readonly label: string;
  /** Registered name, or the path of a user's own file relative to the scenario. */
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Of a user's own file. */
  readonly sourceSha256?: string;
}

/** One point of the sweep. */
export interface Variant {
  /** `key=value;…`, empty without a sweep. */
  readonly variant: string;
  readonly world: World;
  /** In file order. */
  readonly protocols: readonly ScenarioProtocol[];
}

export interface VerdictExpectation {
  readonly invariant: string;
  /** A protocol's label; null: every protocol. */
  readonly protocol: string | null;
  readonly verdict: ExpectedVerdict;
}

export interface Expectations {
  readonly verdicts: readonly VerdictExpectation[];
  readonly metrics: readonly MetricBound[];
}

export interface Scenario {
  readonly name: string;
  readonly asks: string;
  /** Features of published systems that it shows. */
  readonly shows: readonly Feature[];
  readonly seed: string;
  readonly repeat: number;
  /** At least one; the first axis of the sweep varies slowest. */
  readonly variants: readonly Variant[];
  readonly expect: Expectations;
}
