import { z, type ZodObject, type ZodType } from 'zod';
import type { Protocol } from '../../contract.js';
import { WORLD_PRESETS } from '../presets.js';
import { taggedSchema, type Registry } from '../families.js';
import type { Choice } from '../world.js';

/** A protocol and its parameters. */
export function protocolSchema(registry: Registry): ZodType<Choice> {
  const options = registry.protocols.entries.map(([name, protocol]) => {
    const schema = taggedSchema('kind', name, protocol);
    return isMined(protocol) ? schema.safeExtend({ preset: preset() }) : schema;
  });
  return z.discriminatedUnion('kind', options as unknown as [(typeof options)[0]]) as unknown as ZodType<Choice>;
}

/** Whether a published world says how often its blocks are found and how large they are. */
export function isMined({ mining, params }: Protocol): boolean {
  const { shape } = params as ZodObject;
  return mining !== undefined && Object.hasOwn(shape, 'interval') && Object.hasOwn(shape, 'blockSize');
}

const preset = () =>
  z
    .enum(WORLD_PRESETS)
    .optional()
    .describe('interval and blockSize of a published world; what is written beside it takes their place.');

/** Whether a `kind` is the path of a user's own protocol file. */
export function isProtocolFile(kind: unknown): kind is string {
  return typeof kind === 'string' && /^\.{0,2}\//.test(kind) && /\.m?js$/.test(kind);
}
