/** The JSON Schema by which editors complete and check scenario files. */
import { z } from 'zod';
import type { Registry } from './registry.js';
import { scenarioSchema } from './schema.js';

type JsonObject = Record<string, unknown>;

/** Draft 7, with descriptions and defaults; protocol files and keys that begin with `x-` are allowed. */
export function scenarioJsonSchema(registry: Registry): JsonObject {
  const schema = z.toJSONSchema(scenarioSchema(registry), { io: 'input', target: 'draft-7' }) as JsonObject;
  const properties = schema['properties'] as Record<string, JsonObject>;
  const protocols = properties['protocols']!;
  const { oneOf } = protocols['additionalProperties'] as { readonly oneOf: readonly unknown[] };
  return {
    ...schema,
    title: 'consensim scenario',
    properties: {
      ...properties,
      protocols: { ...protocols, additionalProperties: { oneOf: [...oneOf, PROTOCOL_FILE] } },
    },
    patternProperties: { '^x-': {} },
  };
}

const PROTOCOL_FILE = {
  type: 'object',
  description: 'A protocol of your own: the path of a JavaScript file, relative to the scenario.',
  properties: { kind: { type: 'string', pattern: String.raw`^\.{0,2}/.*\.m?js$` } },
  required: ['kind'],
} as const;
