/** What users ask of nodes that are not there, of every protocol: refused, and never a handler that throws. */
import { z } from 'zod';
import { commandsOf } from '../../src/scenario/commands.js';
import { AskedWrongly, LiveRun } from '../../src/scenario/live.js';
import { registry, specOf, worldWith } from '../fixtures/world.js';

const NODES = 4;

/** A value of each sort that a schema asks for: numbers name no node, words no wallet. */
function strange(schema: z.core.JSONSchema._JSONSchema): unknown {
  const { type, items, maximum, enum: words, pattern } = schema as z.core.JSONSchema.JSONSchema;
  if (words) return words[0];
  if (type === 'array') return [strange(items as z.core.JSONSchema.JSONSchema)];
  if (type === 'integer' || type === 'number') return Math.min(NODES + 5, maximum ?? Infinity);
  if (type === 'boolean') return true;
  return pattern === undefined ? 'nobody' : '5';
}

const commands = registry.protocols.all.flatMap((protocol) =>
  Object.keys(protocol.commands ?? {}).map((name) => ({ protocol, name })),
);

test('protocols have commands of their own', () => {
  expect(commands.length).toBeGreaterThan(10);
});

test.each(commands.map((each) => [each.protocol.name, each.name, each] as const))(
  '%s: %s with what is not there',
  (_protocol, name, { protocol }) => {
    const facts = commandsOf(protocol)[name]!;
    const { properties = {} } = z.toJSONSchema(facts.schema, { io: 'input', unrepresentable: 'any' });
    const options = Object.fromEntries(Object.entries(properties).map(([key, each]) => [key, strange(each)]));
    const live = new LiveRun(specOf(protocol, worldWith(NODES)), registry, true);
    live.until(1e6, 100_000);
    let refused: AskedWrongly | undefined;
    try {
      live.command(0, name, options);
    } catch (error) {
      if (!(error instanceof AskedWrongly)) throw error;
      refused = error;
    }
    for (const key of facts.nodes ?? []) {
      expect(refused?.message).toMatch(new RegExp(`^${key}(\\.0)?: expected a node from 0 to 3, found 9$`, 'm'));
    }
    live.until(60e6, 100_000);
  },
  30_000,
);
