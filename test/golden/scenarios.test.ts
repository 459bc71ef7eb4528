import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadScenario } from '../../src/scenario/load.js';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.js';
import { planRuns } from '../../src/scenario/plan.js';
import { pluginTable } from '../../src/scenario/plugin-table.js';
import { createRegistry } from '../../src/scenario/registry.js';
import { simulate } from '../../src/scenario/simulate.js';
import { ROOT, SHIPPED } from '../fixtures/shipped.js';

test('at least eight scenarios are shipped, each asking a question and naming the schema', () => {
  expect(SHIPPED.length).toBeGreaterThanOrEqual(8);
  for (const file of SHIPPED) {
    const text = readFileSync(path.join(ROOT, 'scenarios', file), 'utf8');
    expect(text.split('\n')[0]).toBe(
      `# yaml-language-server: $schema=${file.split('/').fill('..').join('/')}/scenario.schema.json`,
    );
    expect(text).toMatch(/asks: .*\S/);
    expect(text).toContain('\nexpect:');
  }
});

/** Of a study of more worlds than this, some are run for a few blocks, which show whether behaviour has changed. */
const MANY = 100;
const FEW_BLOCKS = 8;
const EVERY = 3;

async function golden(file: string) {
  const place = path.join(ROOT, 'scenarios', file);
  const { scenario, registry } = await loadScenario(place, { repeat: 1 });
  const specs = planRuns(scenario);
  if (specs.length <= MANY) return { scenario, registry, specs };
  const short = await loadScenario(place, { repeat: 1, set: [`stop.blocks=${FEW_BLOCKS}`] });
  return { ...short, specs: planRuns(short.scenario).filter((_, index) => index % EVERY === 0) };
}

test.each(SHIPPED)('%s: the first seed of every protocol and variant gives the digest it always gave', async (file) => {
  const { scenario, registry, specs } = await golden(file);
  expect(scenario.name).toBe(path.basename(file, '.yaml'));
  const rows = specs.map((spec) => {
    const { digest, ended, columns } = simulate(spec, { registry, key: '', tree: false });
    const { blocks_canonical, blocks_stale, messages, effective_producers, latency_p50_s } = columns;
    return [
      spec.variant,
      spec.protocol,
      digest,
      ended,
      blocks_canonical,
      blocks_stale,
      messages,
      effective_producers,
      latency_p50_s,
    ].join(' ');
  });
  expect(rows).toMatchSnapshot();
});

test('scenario.schema.json and docs/plugins.md are what the code says: renew them by `npm run docs`', () => {
  const registry = createRegistry();
  const schema = JSON.parse(readFileSync(path.join(ROOT, 'scenario.schema.json'), 'utf8')) as unknown;
  expect(schema).toEqual(scenarioJsonSchema(registry));
  expect(readFileSync(path.join(ROOT, 'docs/plugins.md'), 'utf8')).toBe(pluginTable(registry));
});
