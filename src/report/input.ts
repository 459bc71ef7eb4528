/** What a report is made of. */
import type { RunRecord } from '../runner/record.js';
import type { SummaryRow } from './aggregate.js';

/** One expectation of the scenario, held against the results. */
export interface Finding {
  readonly holds: boolean;
  readonly what: string;
  readonly found: string;
  readonly allowed: string;
  /** The column that a bound was about. */
  readonly metric?: string;
}

export interface ReportInput {
  readonly name: string;
  readonly asks: string;
  /** The command line that makes these results again. */
  readonly command: string;
  readonly version: string;
  readonly scenarioSha256: string;
  readonly scenarioText: string;
  readonly seed: string;
  readonly repeat: number;
  /** In plan order. */
  readonly records: readonly RunRecord[];
  /** What `summarise` makes of the records. */
  readonly summary: readonly SummaryRow[];
  readonly findings: readonly Finding[];
}
