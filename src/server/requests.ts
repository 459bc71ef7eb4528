/** What comes in by HTTP, read and checked. */
import type { Context } from 'hono';
import { z } from 'zod';
import { duration } from '../quantities.js';
import { AskedWrongly } from '../scenario/live.js';
import { check } from '../scenario/issues.js';

type Options = Readonly<Record<string, unknown>>;

/** The body as a JSON object; an empty one is no options. */
export async function bodyOf(context: Context): Promise<Options> {
  const text = await context.req.text();
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AskedWrongly('invalid', `the body is not JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Options;
  throw new AskedWrongly('invalid', 'expected a JSON object as the body');
}

export function read<T>(schema: z.ZodType<T>, raw: unknown): T {
  const { value, complaints } = check(schema, raw, []);
  if (value !== undefined) return value;
  const lines = complaints.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  throw new AskedWrongly('invalid', lines.join('\n'));
}

/** A node by number, in an address as digits; 0 where none is given. */
export const nodeOf = (given: unknown): number => read(which, { node: given }).node;
const which = z.object({
  node: z.preprocess(
    (given) => (typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given),
    z.int().min(0).prefault(0),
  ),
});

export const running = () =>
  z
    .strictObject({
      until: duration().optional().describe('Moment of the simulation, such as "30 s"'),
      for: duration().optional().describe('Time from now on, such as "5 s"'),
    })
    .refine((given) => (given.until === undefined) !== (given.for === undefined), {
      error: 'expected either until or for, a time such as "30 s"',
    });

export const stepping = () =>
  z.strictObject({ events: z.int().min(1).max(1_000_000).prefault(1).describe('So many events') });
