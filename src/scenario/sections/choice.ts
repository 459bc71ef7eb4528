import { z, type ZodType } from 'zod';
import type { Plugin } from '../../contract.js';
import { taggedSchema, type Family } from '../families.js';
import type { Choice } from '../world.js';

/** One member of a family, by its `kind`, with its own parameters beside it. */
export function choiceOf(family: Family<Plugin>): ZodType<Choice> {
  const options = family.entries.map(([name, plugin]) => taggedSchema('kind', name, plugin));
  // Written as the type wants it; a family without members allows nothing.
  return z.discriminatedUnion('kind', options as unknown as [(typeof options)[0]]) as unknown as ZodType<Choice>;
}
