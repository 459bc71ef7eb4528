import type { ZodType } from 'zod';
import type { Registry } from '../registry.js';
import type { Choice } from '../world.js';
import { choiceOf } from './choice.js';

/** A protocol and its parameters. */
export function protocolSchema(registry: Registry): ZodType<Choice> {
  return choiceOf(registry.protocols);
}

/** Whether a `kind` is the path of a user's own protocol file. */
export function isProtocolFile(kind: unknown): kind is string {
  return typeof kind === 'string' && /^\.{0,2}\//.test(kind) && /\.m?js$/.test(kind);
}
