import { z } from 'zod';

const value = () => z.unknown();

const rangeEnd = (describe: string) =>
  z
    .union([z.number(), z.string()])
    .describe(`${describe}: a number, or a number with a unit, which is the same at both ends.`);

/** The values of one axis. */
function axisSchema() {
  return z.union([
    z.array(value()).min(1).describe('The values one by one.'),
    z
      .strictObject({
        from: rangeEnd('The first value'),
        to: rangeEnd('The greatest value'),
        step: rangeEnd('The distance between two values'),
      })
      .describe('from, from + step, from + 2 step … up to `to`.'),
    z
      .strictObject({
        from: rangeEnd('The first value'),
        to: rangeEnd('The last value'),
        points: z.int().min(2).describe('How many values, both ends included.'),
        scale: z.enum(['linear', 'log']).prefault('linear').describe('Equal differences or equal ratios.'),
      })
      .describe('So many values from `from` to `to`.'),
  ]);
}

export type Axis = z.output<ReturnType<typeof axisSchema>>;

export const sweepSchema = () =>
  z
    .record(z.string(), axisSchema())
    .describe('Dotted path -> values: one variant for each combination, the first axis varying slowest.');

export const zipSchema = () =>
  z
    .array(z.record(z.string(), axisSchema()))
    .describe(
      'Groups of axes that go together, value by value; all of a group have the same number of values. `as` names the points.',
    );

export const excludeSchema = () =>
  z
    .array(
      z.record(z.string(), value()).refine((point) => Object.keys(point).length > 0, {
        error: 'expected at least one path with its value',
      }),
    )
    .describe('Combinations to leave out: dotted path -> value.');
