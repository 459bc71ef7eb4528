/** What names of one's own may look like. */
import { z } from 'zod';
import { shown } from '../wording.js';

function named(pattern: RegExp, allowed: string) {
  const error = (issue: { input: unknown }) => `expected ${allowed}, found ${shown(issue.input)}`;
  return z.string({ error }).regex(pattern, { error });
}

/** The scenario's own name is the name of its results folder. */
export const scenarioName = () =>
  named(/^[a-z0-9][a-z0-9-]{0,63}$/, 'at most 64 lower-case letters, digits and dashes, such as compare-families');

/** A protocol's label: a cell of the result tables and a segment of dotted paths. */
export const label = () =>
  named(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'a label of at most 64 letters, digits, dashes and underscores');

/** `preset` is the key of the other way to give regions. */
export const regionName = () =>
  named(
    /^(?!preset$)[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    'a region name of at most 64 letters, digits, dashes and underscores',
  );

const SEED = 'text of 1 to 100 printable characters, or a whole number of less than 2^53';

export const seed = () => {
  const error = (issue: { input?: unknown }) => `expected ${SEED}, found ${shown(issue.input)}`;
  return z
    .union([z.string().regex(/^[^\p{C}]{1,100}$/u, { error }), z.int({ error })], { error })
    .transform((value) => String(value));
};
