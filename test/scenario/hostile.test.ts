import { parseScenario } from '../../src/scenario/parse.js';
import { problemLines } from '../fixtures/refusal.js';
import { fixtures, SMALL } from './fixture-registry.js';

/** The first problem of a text; fails when finding all of them takes long. */
function firstProblem(text: string): string {
  const begun = process.cpuUsage();
  const [first = 'none'] = problemLines(() => parseScenario(text, 'f', fixtures));
  // Outside Jest the longest takes about one second; processor time does not count what else the machine does.
  const { user, system } = process.cpuUsage(begun);
  expect((user + system) / 1e6).toBeLessThan(6);
  return first;
}

const many = (n: number, item: (index: number) => string) =>
  Array.from({ length: n }, (_, index) => item(index)).join('');

const bomb = many(
  12,
  (level) => `x-${level}: &a${level + 1} [${many(10, () => (level === 0 ? '1,' : `*a${level},`))}]\n`,
);

describe('texts that are no scenario', () => {
  test.each([
    ['an empty file', '', 'f:1:1: found an empty file, expected a mapping with name, stop, nodes and protocols'],
    ['a comment', '# nothing\n', 'f:1:1: found an empty file, expected a mapping with name, stop, nodes and protocols'],
    ['a number', '5\n', 'f:1:1: expected a mapping with name, stop, nodes and protocols, found 5'],
    ['two documents', `${SMALL}---\n${SMALL}`, 'f:5:1: not YAML: expected one document, found several'],
    ['a tab', 'a:\n\t- b\n', 'f:2:1: not YAML: Tabs are not allowed as indentation'],
    ['a key twice', `${SMALL}name: other\n`, 'f:5:1: name: found the same key twice'],
    ['not a number', SMALL.replace('4', '.nan'), 'f:3:17: nodes.count: expected a finite number, found .nan'],
    ['infinity', SMALL.replace('4', '-.inf'), 'f:3:17: nodes.count: expected a finite number, found -.inf'],
    ['a number above all', SMALL.replace('4', '1e999'), 'f:3:17: nodes.count: expected a finite number, found 1e999'],
    [
      'a tag',
      SMALL.replace('small', '!!str small'),
      'f:1:13: name: found the tag tag:yaml.org,2002:str; tags are not allowed',
    ],
    ['an alias of nothing', `${SMALL}x-a: *b\n`, 'f:5:6: x-a: found the alias *b, but no anchor &b before it'],
    ['an alias of itself', `${SMALL}x-a: &a [*a]\n`, 'f:5:10: x-a.0: found the alias *a inside what it stands for'],
    ['a key that is a list', `${SMALL}? [1]\n: 2\n`, 'f:5:3: not YAML: With stringKeys, all keys must be strings'],
    ['a prototype', `${SMALL}__proto__: { name: 1 }\n`, 'f:5:1: found the key __proto__, which is not allowed'],
    [
      'old Mac line ends',
      SMALL.replaceAll('\n', '\r'),
      'f:1:7: not YAML: Nested mappings are not allowed in compact mappings',
    ],
    [
      'a YAML 1.1 truth',
      `%YAML 1.1\n---\n${SMALL}economy: { compound: yes }\n`,
      'f:7:22: economy.compound: expected true or false, found "yes"',
    ],
  ])('%s gets one clear problem', (_what, text, message) => {
    expect(firstProblem(text)).toBe(message);
  });
});

describe('hostile texts end soon, with a problem', () => {
  test.each([
    [
      'an alias bomb',
      SMALL + bomb,
      'f:10:10: x-5: expected at most 500000 values once aliases are followed, found more',
    ],
    ['20,000 brackets', '['.repeat(20_000), 'f:1:65: expected at most 64 levels of nesting, found more'],
    ['20,000 dashes', '- '.repeat(20_000), 'f:1:129: expected at most 64 levels of nesting, found more'],
    ['20,000 question marks', '? '.repeat(20_000), 'f:1:129: expected at most 64 levels of nesting, found more'],
    [
      'a staircase',
      many(200, (level) => `${' '.repeat(level)}a:\n`),
      'f:64:65: expected at most 64 levels of nesting, found more',
    ],
    [
      'depth through aliases',
      `${SMALL}x-0: &a0 1\n${many(70, (level) => `x-${level + 1}: &a${level + 1} [*a${level}]\n`)}`,
      'f:69:13: x-64.0: expected at most 64 levels of nesting once aliases are followed, found more',
    ],
    [
      'a million characters',
      `${SMALL}#${'x'.repeat(1_000_000)}`,
      'f:1:1: expected at most 1000000 characters, found 1000090',
    ],
    [
      'half a million items',
      `${SMALL}x-a: [${'1,'.repeat(400_000)}]`,
      'f:5:99955: expected at most 100000 YAML tokens, found more',
    ],
    ['errors without end', '{}'.repeat(49_000), 'f:1:3: not YAML: Unexpected flow-map-start at node end'],
    [
      '15,000 unknown keys',
      SMALL + many(15_000, (index) => `k${index}: 1\n`),
      'f:5:1: k0: unknown key; allowed: name, asks, shows, seed, repeat, detail, stop, nodes, network, protocols, faults, commands, workload, economy, window, sweep, zip, exclude, expect',
    ],
    [
      'a billion nodes',
      SMALL.replace('4', '1000000000'),
      'f:3:17: nodes.count: expected a number of at most 1000000, found 1000000000',
    ],
    [
      'a billion points',
      `${SMALL}sweep: { nodes.count: { from: 1, to: 9, points: 1000000000 } }\n`,
      'f:5:23: sweep.nodes.count: expected at most 10000 values, found 1000000000',
    ],
    [
      'a million combinations',
      `${SMALL}sweep: { nodes.count: { from: 1, to: 1000, step: 1 }, network.loss: { from: 0, to: 0.5, points: 1000 } }\n`,
      'f:5:8: sweep: expected at most 10000 combinations, found 1000000',
    ],
    [
      '8,000 swept paths',
      `${SMALL}sweep: {${many(8_000, (index) => `nodes.k${index}: [1],`)}}\n`,
      'f:5:8: sweep: expected at most 50 swept paths, found 8000',
    ],
    [
      'a long sweep of a long file',
      `${SMALL}faults: [${'{partition: [[0],[1]]},'.repeat(5000)}]\nsweep: { nodes.count: { from: 4, to: 1000, step: 1 } }\n`,
      'f:6:8: sweep: expected at most 166 combinations in a file this long, found 997',
    ],
    [
      '8,000 protocols',
      SMALL.replace('{ vote: { kind: vote } }', `{${many(8_000, (index) => `p${index}: {kind: vote},`)}}`),
      'f:4:12: protocols: expected at most 1000 protocols, found 8000',
    ],
    [
      'a very long word',
      SMALL.replace('kind: vote', `kind: ${'v'.repeat(900_000)}`),
      `f:4:28: protocols.vote.kind: expected one of chain, vote, found "${'v'.repeat(57)}…"`,
    ],
    [
      'terminal codes',
      SMALL.replace('small', String.raw`"\e[31m\u202E"`),
      'f:1:7: name: expected at most 64 lower-case letters, digits and dashes, such as compare-families, found "\\u001b[31m\u{FFFD}"',
    ],
  ])('%s', (_what, text, message) => {
    expect(firstProblem(text)).toBe(message);
  });

  test('values of one anchor used often are validated once, and their problems are counted out', () => {
    const ids = many(20_000, (index) => `${index},`);
    const text = `${SMALL}x-p: &p { partition: [[${ids}], [1]] }\nfaults: [${'*p,'.repeat(20)}]\n`;
    expect(firstProblem(text)).toBe('f:5:32: faults.0.partition.0.4: expected a node from 0 to 3, found 4');
  });
});
