import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadScenario } from '../../src/scenario/load.js';
import { planRuns } from '../../src/scenario/plan.js';
import { ScenarioError } from '../../src/scenario/problems.js';
import { simulate } from '../../src/scenario/simulate.js';
import { optimalWithholding } from '../../src/theory/optimal-withholding.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'policies-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function scenarioWith(strategy: string): Promise<string> {
  const file = path.join(folder, 'attack.yaml');
  const lines = [
    'name: attack',
    'detail: blocks',
    'stop: { blocks: 40000 }',
    'nodes: { count: 2, weights: { kind: list, values: [0.4, 0.6] } }',
    'network: { latency: { kind: constant, delay: 0 s } }',
    'protocols: { pow: { kind: pow, confirmations: 1000 } }',
    `faults: [{ behaviour: selfish-mining, nodes: { ids: [0] }, gamma: { explicit: 0.5 }, strategy: ${strategy} }]`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

async function shareUnder(strategy: string): Promise<number> {
  const { scenario, registry } = await loadScenario(await scenarioWith(strategy));
  const [spec] = planRuns(scenario);
  return simulate(spec!, { registry, key: '', tree: false }).columns['attacker_share'] as number;
}

describe('policies in files', () => {
  test('a table is played as the strategy that was solved here, and earns what the solver says', async () => {
    const { policy, revenue } = optimalWithholding(0.4, 0.5, { cutOff: 80 });
    await writeFile(path.join(folder, 'policy.json'), JSON.stringify(policy));
    const share = await shareUnder('{ kind: table, policy: ./policy.json }');
    expect(share).toBe(await shareUnder('{ kind: optimal, cutOff: 80 }'));
    expect(Math.abs(share - revenue)).toBeLessThan(4 / Math.sqrt(40_000));
  });

  test.each([
    ['{ kind: table, policy: ./nowhere.json }', 'faults.0.strategy.policy: expected the JSON file of a policy'],
    ['{ kind: table, policy: { kind: other } }', 'expected "withholding-policy", found "other"'],
  ])('refuses %s', async (strategy, message) => {
    const loading = loadScenario(await scenarioWith(strategy));
    await expect(loading).rejects.toThrow(ScenarioError);
    await expect(loading).rejects.toThrow(message);
  });
});
