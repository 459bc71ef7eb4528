/** Quantities with units, as scenario files write them; every schema that takes one uses these builders. */
import { z } from 'zod';

const TIME_UNITS_US: Readonly<Record<string, number>> = {
  us: 1,
  µs: 1,
  ms: 1_000,
  s: 1_000_000,
  min: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
};
const SIZE_UNITS_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1_000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
};
const RATE_UNITS_BIT_PER_S: Readonly<Record<string, number>> = {
  'bit/s': 1,
  'kbit/s': 1e3,
  'Mbit/s': 1e6,
  'Gbit/s': 1e9,
};
const FREQUENCY_UNITS_PER_S: Readonly<Record<string, number>> = {
  'per s': 1,
  'per min': 1 / 60,
  'per h': 1 / 3600,
};

const NUMBER = String.raw`(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?`;

function escaped(text: string): string {
  return text.replace(/[/.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function quantity(
  what: string,
  units: Readonly<Record<string, number>>,
  example: string,
  limit: number,
  whole: boolean,
) {
  const names = Object.keys(units);
  const pattern = new RegExp(`^(${NUMBER}) ?(${names.map(escaped).join('|')})$`);
  const allowed = `${what} with a unit (${names.join(', ')}), for example "${example}"`;
  return z
    .string({ error: (issue) => `expected ${allowed}, found ${shown(issue.input)}` })
    .regex(pattern, { error: (issue) => `expected ${allowed}, found ${shown(issue.input)}` })
    .transform((text, context) => {
      const match = pattern.exec(text);
      const scale = match ? units[match[2]!]! : NaN;
      const exact = Number(match?.[1]) * scale;
      const value = whole ? Math.round(exact) : exact;
      if (!(value <= limit)) {
        context.addIssue({
          code: 'custom',
          message: `expected ${what} of at most ${limit / scale} ${match?.[2] ?? ''}, found ${shown(text)}`,
        });
        return z.NEVER;
      }
      return value;
    });
}

function shown(input: unknown): string {
  const text = input === undefined ? 'nothing' : typeof input === 'number' ? String(input) : JSON.stringify(input);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A span of time such as `250 ms`; whole microseconds, at most 100 years. */
export const duration = () => quantity('a time', TIME_UNITS_US, '250 ms', 3_155_760_000_000_000, true);
/** A span of time above zero. */
export const positiveDuration = () => duration().refine((value) => value > 0, { error: 'expected a time above 0' });
/** A size such as `250 B`; whole bytes, at most 1 TB. */
export const size = () => quantity('a size', SIZE_UNITS_BYTES, '250 B', 1e12, true);
/** A bandwidth such as `20 Mbit/s`; bits per second. */
export const bitRate = () =>
  quantity('a bit rate', RATE_UNITS_BIT_PER_S, '20 Mbit/s', 1e15, false).refine((value) => value > 0, {
    error: 'expected a bit rate above 0',
  });
/** A frequency such as `10 per s`; per second. */
export const frequency = () =>
  quantity('a rate', FREQUENCY_UNITS_PER_S, '10 per s', 1e9, false).refine((value) => value > 0, {
    error: 'expected a rate above 0',
  });
/** A share or probability in [0, 1]. */
export const share = () => z.number().min(0).max(1);
