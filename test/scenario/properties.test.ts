import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { parseScenario } from '../../src/scenario/parse.js';
import { planRuns } from '../../src/scenario/plan.js';
import { ScenarioError } from '../../src/scenario/problems.js';
import { runKey } from '../../src/scenario/run-key.js';
import { fixtures } from './fixture-registry.js';

const FULL = `name: full
asks: Does it load?
seed: demo
repeat: 2
stop: { time: 10 min, blocks: 1000 }
nodes: { count: 4, weights: { kind: list, values: [1, 2, 3, 4] }, regions: { eu: 0.5, na: 0.5 } }
network:
  topology: { kind: edges, edges: [[0, 1], [1, 2], [2, 3]] }
  latency: { kind: lognormal, median: 100 ms, sigma: 0.4 }
  bandwidth: { up: 20 Mbit/s, down: 50 Mbit/s }
  loss: 0.1
  synchrony: { gst: 10 s, delta: 1 s, before: random }
protocols:
  a: { kind: chain, interval: 10 min }
  b: { kind: vote }
faults:
  - { behaviour: crash, nodes: { ids: [0] }, at: 30 s, until: 60 s }
  - { behaviour: lie, nodes: { region: eu }, to: [1] }
  - { partition: [[0, 1], [2, 3]], at: 10 s, until: 20 s }
workload: { rate: 10 per s, size: 250 B }
economy: { reward: 1 }
sweep: { network.loss: [0, 0.1] }
zip: [{ economy.reward: [0, 1], workload.size: [250 B, 500 B] }]
exclude: [{ network.loss: 0, economy.reward: 1 }]
expect: { agreement: holds, liveness: { a: unknown }, metrics: [{ metric: gini, protocol: b, max: 0.6 }] }
`;

/** Loads or is refused; anything but a ScenarioError with places inside the text fails the test. */
function loads(text: string, set: readonly string[] = []): boolean {
  try {
    const scenario = parseScenario(text, 'f', fixtures, { set });
    for (const run of planRuns(scenario).slice(0, 3)) runKey(run, '1');
    return true;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const lines = text.split(/\r\n|\n/);
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { file, line, column, message } of error.problems) {
      expect(message).not.toBe('');
      expect(message).not.toMatch(/undefined|\[object|Invalid input/);
      if (file !== 'f') continue;
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
    }
    return false;
  }
}

const scalars = fc.constantFrom(0, -1, 1.5, 1e300, '', 'x', '10 s', '1e9 s', true, null, 'holds', 'constructor', '~');
const values = fc.oneof(scalars, fc.jsonValue(), fc.constant([]), fc.constant({}), fc.constant([[0], [0]]));

/** Every path of a document, its own root left out. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return keys.flatMap((key) => {
    const inner = [...path, key];
    return [inner, ...pathsOf((value as Record<string | number, unknown>)[key], inner)];
  });
}

function changed(path: readonly (string | number)[], change: (owner: any, key: string | number) => void): string {
  const copy = parse(FULL) as unknown;
  let owner: any = copy;
  for (const key of path.slice(0, -1)) owner = owner[key];
  change(owner, path.at(-1)!);
  return stringify(copy);
}

const paths = pathsOf(parse(FULL));
const anyPath = fc.constantFrom(...paths);
const OPTIONS = { seed: 20260101 };

describe('whatever the text, it is loaded or refused with a place', () => {
  test('the whole scenario is loaded', () => {
    expect(loads(FULL)).toBe(true);
  });

  test('random text', () => {
    const words = fc.constantFrom(
      'name',
      ': ',
      '\n',
      ' ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '&a',
      '*a',
      '"',
      "'",
      '|',
      '>',
      '#',
      '!x',
      '%',
      '? ',
      '---',
      '\t',
      '<<',
      'nodes',
      '4',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => expect(typeof loads(text)).toBe('boolean')),
      { ...OPTIONS, numRuns: 150 },
    );
  });

  test('characters changed, taken out or put in', () => {
    const edit = fc.tuple(fc.nat(FULL.length), fc.nat(12), fc.string({ maxLength: 6 }));
    fc.assert(
      fc.property(edit, ([at, length, text]) => {
        loads(FULL.slice(0, at) + text + FULL.slice(at + length));
      }),
      { ...OPTIONS, numRuns: 60 },
    );
  });

  test('a value replaced by another', () => {
    fc.assert(
      fc.property(anyPath, values, (path, value) => {
        loads(changed(path, (owner, key) => (owner[key] = value)));
      }),
      { ...OPTIONS, numRuns: 80 },
    );
  });

  test('a key misspelt is refused, wherever it stands', () => {
    const keys = paths.filter((path) => typeof path.at(-1) === 'string');
    for (const path of keys) {
      const text = changed(path, (owner, key) => {
        owner[`${key}~`] = owner[key];
        delete owner[key];
      });
      expect([path.join('.'), loads(text)]).toEqual([path.join('.'), false]);
    }
  });

  test('random options', () => {
    const option = fc.tuple(anyPath, values).map(([path, value]) => `${path.join('.')}=${JSON.stringify(value)}`);
    fc.assert(
      fc.property(fc.oneof(option, fc.string()), (set) => {
        loads(FULL, [set]);
      }),
      { ...OPTIONS, numRuns: 60 },
    );
  });
});
