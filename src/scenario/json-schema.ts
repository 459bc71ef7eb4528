/** The JSON Schema by which editors complete and check scenario files. */
import { z, type ZodObject } from 'zod';
import { commandsOf } from './commands.js';
import type { Registry } from './families.js';
import { isMessagesColumn, MESSAGES_PATTERN } from './run-columns.js';
import { scenarioSchema } from './schema.js';
import { commonKeys } from './sections/commands.js';

type JsonObject = Record<string, unknown>;

/** Draft 7, with descriptions and defaults; protocol files and keys that begin with `x-` are allowed. */
export function scenarioJsonSchema(registry: Registry): JsonObject {
  const override = ({ jsonSchema }: { readonly jsonSchema: JsonObject }) => withMessagesPattern(jsonSchema);
  const options = { io: 'input', target: 'draft-7', override } as const;
  const schema = z.toJSONSchema(scenarioSchema(registry), options) as JsonObject;
  const properties = schema['properties'] as Record<string, JsonObject>;
  const protocols = properties['protocols']!;
  const { oneOf } = protocols['additionalProperties'] as { readonly oneOf: readonly unknown[] };
  return {
    ...schema,
    title: 'consensim scenario',
    properties: {
      ...properties,
      nodes: countOrPreset(properties['nodes']!),
      commands: { ...properties['commands'], items: { anyOf: commandItems(registry) } },
      protocols: { ...protocols, additionalProperties: { oneOf: [...oneOf, PROTOCOL_FILE] } },
    },
    patternProperties: { '^x-': {} },
  };
}

/** Each command with its own options, once for every way in which protocols write them. */
function commandItems(registry: Registry): JsonObject[] {
  const distinct = new Map<string, JsonObject>();
  for (const protocol of registry.protocols.all) {
    for (const [name, { describe, schema }] of Object.entries(commandsOf(protocol))) {
      const whole = z.strictObject({
        do: z.literal(name).describe(describe),
        ...commonKeys(),
        ...(schema as ZodObject).shape,
      });
      const { $schema: _$schema, ...json } = z.toJSONSchema(whole, { io: 'input', target: 'draft-7' }) as JsonObject;
      distinct.set(JSON.stringify(json), json);
    }
  }
  return [...distinct.values()];
}

/** Validation fills presets in first and then asks for a count; an editor sees what is written. */
function countOrPreset({ required: _required, ...nodes }: JsonObject): JsonObject {
  return { ...nodes, anyOf: [{ required: ['count'] }, { required: ['preset'] }] };
}

/** A choice that holds columns of message kinds allows the pattern of them all: a user's own protocol has others. */
function withMessagesPattern(schema: JsonObject): void {
  const names = schema['enum'] as readonly unknown[] | undefined;
  const isColumn = (name: unknown) => typeof name === 'string' && isMessagesColumn(name);
  if (!names?.some(isColumn)) return;
  const known = { type: 'string', enum: names.filter((name) => !isColumn(name)) };
  schema['anyOf'] = [known, { type: 'string', pattern: MESSAGES_PATTERN }];
  delete schema['enum'];
  delete schema['type'];
}

const PROTOCOL_FILE = {
  type: 'object',
  description: 'A protocol of your own: the path of a JavaScript file, relative to the scenario.',
  properties: { kind: { type: 'string', pattern: String.raw`^\.{0,2}/.*\.m?js$` } },
  required: ['kind'],
} as const;
