import { z } from 'zod';
import type { Time } from '../contract.js';
import { positiveDuration } from '../quantities.js';

/** How long a view may last before it is given up. */
export interface Pacemaker {
  /** The same for every view, or multiplied for each view in a row that failed. */
  readonly growth: number;
  readonly timeout: Time;
  readonly timeoutCap: Time;
}

/** Options of a protocol whose paper leaves the pacemaker open; growth 1 is a fixed timer. */
export const pacemakerOptions = (timeout: string, timeoutCap = '10 min') => ({
  timeout: positiveDuration().prefault(timeout).describe('How long a view may last before it is given up'),
  growth: z
    .number()
    .min(1)
    .max(16)
    .default(2)
    .describe('Factor by which the timeout grows with every view in a row that fails; 1: it is fixed'),
  timeoutCap: positiveDuration().prefault(timeoutCap).describe('Longest timeout that growth leads to'),
});

/** The timeout after so many failed views in a row: timeout · growth^failures, capped. */
export function viewTimeout({ timeout, growth, timeoutCap }: Pacemaker, failures: number): Time {
  let delay = timeout;
  for (let i = 0; i < failures && delay < timeoutCap && growth > 1; i++) delay *= growth;
  return Math.min(timeoutCap, Math.round(delay));
}
