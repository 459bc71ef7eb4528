/** `schema`: the JSON Schema of scenario files, for editors. */
import { type ExitCode, type Io, answerJson } from './io.js';
import type { Command } from './program.js';

async function execute(_args: unknown, io: Io): Promise<ExitCode> {
  const { scenarioJsonSchema } = await import('../scenario/json-schema.js');
  const { createRegistry } = await import('../scenario/registry.js');
  answerJson(io, scenarioJsonSchema(createRegistry()));
  return 0;
}

export default {
  usage: 'schema',
  describe: 'Print the JSON Schema of scenario files, for completion and checks in an editor',
  positionals: {},
  options: {},
  examples: [['schema > scenario.schema.json', 'then begin a scenario with "# yaml-language-server: $schema=…"']],
  execute,
} satisfies Command;
