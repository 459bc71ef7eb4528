/** `list`: what a scenario can name, with one line on each. */
import { type ExitCode, type Io, answer, answerJson, styled } from './io.js';
import type { Command } from './program.js';
import { UsageError, didYouMean } from './usage.js';

interface Arguments {
  readonly family?: string | undefined;
  readonly json: boolean;
}

interface Entry {
  readonly name: string;
  readonly describe: string;
}

async function families(): Promise<Readonly<Record<string, readonly Entry[]>>> {
  const { createRegistry } = await import('../scenario/registry.js');
  const registry = createRegistry();
  const entriesOf = (family: { readonly entries: readonly (readonly [string, Entry])[] }): Entry[] =>
    family.entries.map(([name, { describe }]) => ({ name, describe }));
  const isCanary = (name: string): boolean => registry.protocols.get(name).canaryOf !== undefined;
  return {
    protocols: entriesOf(registry.protocols).filter(({ name }) => !isCanary(name)),
    behaviours: entriesOf(registry.behaviours),
    'latency-laws': entriesOf(registry.latencyLaws),
    topologies: entriesOf(registry.topologies),
    weights: entriesOf(registry.weightDistributions),
    invariants: entriesOf(registry.invariants),
    metrics: entriesOf(registry.metrics),
    predictions: entriesOf(registry.predictions),
    canaries: entriesOf(registry.protocols).filter(({ name }) => isCanary(name)),
  };
}

async function execute({ family, json }: Arguments, io: Io): Promise<ExitCode> {
  const all = await families();
  const names = Object.keys(all);
  if (family !== undefined && !Object.hasOwn(all, family)) {
    throw new UsageError(`no family "${family}"; there are ${names.join(', ')}${didYouMean(family, names)}`);
  }
  const chosen = family === undefined ? names : [family];
  if (json) {
    answerJson(io, family === undefined ? all : all[family]);
    return 0;
  }
  const sections = chosen.map((name) => {
    const width = Math.max(0, ...all[name]!.map((entry) => entry.name.length));
    const lines = all[name]!.map((entry) => `  ${entry.name.padEnd(width)}  ${entry.describe}`);
    return [styled('bold', name, io.stdout), ...lines].join('\n');
  });
  answer(io, sections.join('\n\n'));
  return 0;
}

export default {
  usage: 'list [family]',
  describe: 'List what a scenario can name: protocols, behaviours, latency-laws, topologies, weights, …',
  positionals: { family: { type: 'string', describe: 'One family only' } },
  options: { json: { type: 'boolean', default: false, describe: 'Print JSON' } },
  examples: [
    ['list', 'everything'],
    ['list protocols', 'the protocols with what they do'],
  ],
  execute,
} satisfies Command<Arguments>;
