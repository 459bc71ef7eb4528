/**
 * `npm run docs`: writes what is made from the code: scenario.schema.json, and the table of everything that a scenario can
 * name. A test fails when either is stale.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pluginTable } from '../dist/scenario/plugin-table.js';
import { scenarioJsonSchema } from '../dist/scenario/json-schema.js';
import { createRegistry } from '../dist/scenario/registry.js';

const root = path.join(import.meta.dirname, '..');
const registry = createRegistry();
writeFileSync(path.join(root, 'scenario.schema.json'), `${JSON.stringify(scenarioJsonSchema(registry), null, 2)}\n`);
writeFileSync(path.join(root, 'docs', 'plugins.md'), pluginTable(registry));
