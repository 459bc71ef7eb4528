/** The report: one HTML file that stands by itself, readable without scripts, the same bytes for the same input. */
import { gatherEvidence } from './evidence.js';
import type { ReportInput } from './input.js';
import { pageOf, windowPageOf, type DrawnWindow } from './page.js';

export type { Finding, ReportInput } from './input.js';

/**
 * Renders results as one self-contained HTML file: style and pictures inline, no script, no request to anywhere, light
 * and dark, for screen, phone and paper. It holds no date: the same input gives the same bytes.
 */
export function renderReport(input: ReportInput): string {
  return pageOf(gatherEvidence(input));
}

/** Renders one window of one run, as {@link renderReport} does the whole. */
export function renderWindow(drawn: DrawnWindow): string {
  return windowPageOf(drawn);
}
