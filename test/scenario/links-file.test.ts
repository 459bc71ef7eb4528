import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadScenario } from '../../src/scenario/load.js';
import { planRuns } from '../../src/scenario/plan.js';
import { simulate } from '../../src/scenario/simulate.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'links-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function loaded(edges: string) {
  const file = path.join(folder, 'graph.yaml');
  const lines = [
    'name: graph',
    'stop: { blocks: 20 }',
    'nodes: { count: 4 }',
    `network: { topology: { kind: edges, edges: ${edges} }, latency: { kind: constant, delay: 1 s } }`,
    'protocols: { pow: { kind: pow, interval: 30 s } }',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return loadScenario(file);
}

async function digestOf(edges: string): Promise<string> {
  const { scenario, registry } = await loaded(edges);
  return simulate(planRuns(scenario)[0]!, { registry, key: '', tree: false }).digest;
}

describe('links in files', () => {
  test.each([
    ['with a header', 'from,to\n0,1\n1,2\n\n3,2\n'],
    ['in both directions, between blanks', '# a ring that is cut\n0 1\n1 0\n1\t2\n2 3\n3 2 # again\n'],
  ])('make the world that they make in the scenario: %s', async (_, text) => {
    await writeFile(path.join(folder, 'links.csv'), text);
    const inFile = await digestOf('links.csv');
    expect(inFile).toBe(await digestOf('[[0, 1], [1, 2], [2, 3]]'));
    expect(inFile).not.toBe(await digestOf('[[0, 1], [1, 2], [2, 3], [3, 0]]'));
  });

  test.each([
    ['0,1\n1,x\n', 'line 2: expected the numbers of two nodes, found "1,x"'],
    ['0,1,5\n', 'line 1: expected the numbers of two nodes'],
    ['# nothing\n', 'it holds no pair'],
    ['0,1\n1,2\n', 'node 3 cannot be reached'],
    ['0,1\n1,2\n2,9\n', 'expected a node from 0 to 3, found 9'],
  ])('are refused where a file holds %j', async (text, message) => {
    await writeFile(path.join(folder, 'links.csv'), text);
    await expect(loaded('links.csv')).rejects.toThrow(message);
  });

  test.each([
    ['nowhere.csv', 'network.topology.edges: expected pairs of linked nodes, or a file'],
    ['../links.csv', 'expected a path within the folder of the scenario'],
    ['3', 'network.topology.edges: expected a list, or text, found 3'],
    ['[[0]]', 'network.topology.edges.0'],
  ])('are refused where edges are %s', (edges, message) => expect(loaded(edges)).rejects.toThrow(message));
});
