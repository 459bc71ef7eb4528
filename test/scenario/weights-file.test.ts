import { createHash } from 'node:crypto';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScenario } from '../../src/scenario/load.js';
import { planRuns } from '../../src/scenario/plan.js';
import { ScenarioError } from '../../src/scenario/problems.js';
import { registryFor } from '../../src/scenario/protocol-file.js';
import { runKey } from '../../src/scenario/run-key.js';
import { simulate } from '../../src/scenario/simulate.js';

const folder = mkdtempSync(path.join(tmpdir(), 'weights-'));
const put = (file: string, text: string | Uint8Array) => writeFileSync(path.join(folder, file), text);

function scenarioOf(weights: string, count: number, more = ''): string {
  const text = `name: file
asks: Whose blocks?
detail: blocks
stop: { blocks: 200 }
nodes:
  count: ${count}
  weights: { kind: file, ${weights} }
protocols:
  lots: { kind: pos-lots }
${more}`;
  put('file.yaml', text);
  return path.join(folder, 'file.yaml');
}

const planned = async (weights: string, count: number, more = '') =>
  planRuns((await loadScenario(scenarioOf(weights, count, more))).scenario);

async function complaintOf(weights: string, count = 2): Promise<string> {
  try {
    await loadScenario(scenarioOf(weights, count));
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(({ message }) => message).join('\n');
    throw error;
  }
  return 'none';
}

test('a run has the weights and names of the file, and its specification the SHA-256', async () => {
  const text = 'entity,kind,stake\r\n"Large, Inc.",x,7.5e2\r\nsmall,x,250\r\n\r\n';
  put('a.csv', text);
  const [spec] = await planned('file: a.csv, column: stake, name: entity', 2);
  expect(spec!.world.nodes.weights).toEqual({
    kind: 'file',
    file: 'a.csv',
    column: 'stake',
    name: 'entity',
    sha256: createHash('sha256').update(text).digest('hex'),
  });
  const record = simulate(spec!, { registry: await registryFor([spec!], folder), key: '', tree: false });
  expect(record.producers.map(({ producer, weight }) => [producer, weight])).toEqual([
    ['Large, Inc.', 750],
    ['small', 250],
  ]);
});

test('the same numbers as CSV, as JSON objects, as a JSON list and in the scenario make the same blocks', async () => {
  put('n.csv', 'weight\n3\n2\n1\n');
  put('n.json', '[{"weight":3},{"weight":2},{"weight":1}]');
  put('l.json', '[3,2,1]');
  const digests: string[] = [];
  for (const weights of ['file: n.csv', 'file: n.json', 'file: l.json', 'values: [3, 2, 1]']) {
    const file = scenarioOf(weights, 3);
    if (weights.startsWith('values')) put('file.yaml', scenarioText(weights));
    const [spec] = planRuns((await loadScenario(file)).scenario);
    digests.push(simulate(spec!, { registry: await registryFor([spec!], folder), key: '', tree: false }).digest);
  }
  expect(new Set(digests).size).toBe(1);
});

const scenarioText = (weights: string) => `name: file
asks: Whose blocks?
detail: blocks
stop: { blocks: 200 }
nodes: { count: 3, weights: { kind: list, ${weights} } }
protocols: { lots: { kind: pos-lots } }
`;

test('a sweep goes over files', async () => {
  put('one.csv', 'weight\n3\n2\n');
  put('two.csv', 'weight\n1\n1\n');
  const specs = await planned('file: one.csv', 2, 'sweep: { nodes.weights.file: [one.csv, two.csv] }\n');
  expect(specs.map(({ world }) => world.nodes.weights['file'])).toEqual(['one.csv', 'two.csv']);
});

test('a changed file makes other runs, and is not taken for the one that was planned', async () => {
  put('c.csv', 'weight\n3\n2\n');
  const [before] = await planned('file: c.csv', 2);
  put('c.csv', 'weight\n3\n25\n');
  const [after] = await planned('file: c.csv', 2);
  expect(runKey(after!, '1')).not.toBe(runKey(before!, '1'));
  const registry = await registryFor([before!], folder);
  expect(() => simulate(before!, { registry, key: '', tree: false })).toThrow(/c\.csv: expected SHA-256 .*, found/);
  const { sha256 } = before!.world.nodes.weights as { sha256?: string };
  expect(await complaintOf(`file: c.csv, sha256: "${sha256}"`)).toMatch(/expected SHA-256/);
});

test.each([
  ['entity,stake\na,1\n"b\nc",2\n\nd,-3\n', 'line 6: expected a number from 0 up as "stake", found "-3"'],
  ['entity,stake\na,1\nb,0x10\n', 'line 3: expected a number from 0 up as "stake", found "0x10"'],
  ['entity,stake\na,1\nb,"1,000"\n', 'line 3: expected a number from 0 up as "stake", found "1,000"'],
  ['entity,stake\na,1\nb,\n', 'line 3: expected a number from 0 up as "stake", found ""'],
  ['entity,stake\na,1\nb,1e999\n', 'line 3: expected a number from 0 up as "stake", found Infinity'],
  ['entity,stake\na,1\nb\n', 'line 3: expected 2 fields, as the header has, found 1'],
  ['entity,stake\na,1\na,2\n', 'line 3: the name "a" stands in line 2 already'],
  ['entity,stake\n,1\nb,2\n', 'line 2: expected a name, found none'],
  ['entity,stakes\na,1\n', 'line 1: expected a column "stake", found "entity", "stakes"; did you mean "stakes"?'],
  ['entity,stake,stake\na,1,2\n', 'line 1: two columns are called "stake"'],
  ['entity,stake\na,1\n', '1 rows are given for 2 nodes'],
  ['entity,stake\na,0\nb,0\n', 'all weights are 0'],
  ['entity,stake\n', 'expected at least one row, found none'],
  ['', 'line 1: expected a header'],
])('CSV %j: %s', async (text, message) => {
  put('bad.csv', text);
  expect(await complaintOf('file: bad.csv, column: stake, name: entity')).toContain(`weights file bad.csv: ${message}`);
});

test.each([
  ['{"a":1}', 'expected a list of numbers or of objects, found a mapping'],
  ['[1,2', 'JSON'],
  ['[{"e":"a","stake":1},{"e":"b","stake":"2"}]', 'item 2: expected a number from 0 up as "stake", found "2"'],
  ['[{"e":"a","stake":1},{"e":"b","steak":2}]', 'item 2: expected a key "stake", found e, steak'],
  ['[{"e":"a","stake":1},{"stake":2}]', 'item 2: expected a text as "e", found nothing'],
  ['[1,2]', 'item 1: expected an object with "e", found 1'],
])('JSON %j: %s', async (text, message) => {
  put('bad.json', text);
  expect(await complaintOf('file: bad.json, column: stake, name: e')).toContain(message);
});

test('only regular UTF-8 files of known sorts within the folder are read', async () => {
  put('b.csv', Uint8Array.of(0x77, 0xff, 0xfe));
  put('w.txt', 'weight\n1\n');
  const outside = /expected a path within the folder of the scenario/;
  expect(await complaintOf('file: ../x.csv')).toMatch(outside);
  expect(await complaintOf('file: a/../../x.csv')).toMatch(outside);
  expect(await complaintOf('file: /etc/passwd')).toMatch(outside);
  symlinkSync(fileURLToPath(import.meta.url), path.join(folder, 'link.csv'));
  expect(await complaintOf('file: link.csv')).toMatch(
    /within the folder of the scenario, found "link\.csv", which links/,
  );
  expect(await complaintOf('file: none.csv')).toContain('none.csv: no such file');
  expect(await complaintOf('file: .')).toMatch(/is not a regular file/);
  expect(await complaintOf('file: b.csv')).toMatch(/is not UTF-8 text/);
  expect(await complaintOf('file: w.txt')).toMatch(/expected a name that ends in \.csv or \.json, found "\.txt"/);
});

test('a hundred thousand rows are no burden', async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `v${i},${1e6 / (i + 1)}`);
  put('large.csv', `entity,stake\n${rows.join('\n')}\n`);
  const [spec] = await planned('file: large.csv, column: stake, name: entity', 100_000);
  expect(JSON.stringify(spec).length).toBeLessThan(5_000);
});
