/**
 * `npm run docs`: writes what is made from the code: scenario.schema.json, and the table of everything that a scenario can
 * name, the table of shipped scenarios, and the table of what published systems do. A test fails when one is stale.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadScenario } from '../dist/scenario/load.js';
import { pluginTable } from '../dist/scenario/plugin-table.js';
import { scenarioJsonSchema } from '../dist/scenario/json-schema.js';
import { createRegistry } from '../dist/scenario/registry.js';
import { scenarioTable } from '../dist/scenario/scenario-table.js';
import { systemsTable } from '../dist/scenario/systems-table.js';

const root = path.join(import.meta.dirname, '..');
const registry = createRegistry();
writeFileSync(path.join(root, 'scenario.schema.json'), `${JSON.stringify(scenarioJsonSchema(registry), null, 2)}\n`);
writeFileSync(path.join(root, 'docs', 'plugins.md'), pluginTable(registry));

const files = readdirSync(path.join(root, 'scenarios'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replaceAll(path.sep, '/'))
  .sort((a, b) => (a < b ? -1 : 1));
const scenarios = [];
for (const file of files) {
  const { scenario } = await loadScenario(path.join(root, 'scenarios', file), { repeat: 1 });
  scenarios.push({ file, scenario });
}
writeFileSync(path.join(root, 'docs', 'scenarios.md'), scenarioTable(scenarios, registry));
writeFileSync(
  path.join(root, 'docs', 'systems.md'),
  systemsTable(
    scenarios.map(({ file, scenario }) => ({ file, ...scenario })),
    registry,
  ),
);
