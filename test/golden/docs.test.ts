import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadScenario } from '../../src/scenario/load.js';
import { createRegistry } from '../../src/scenario/registry.js';
import { scenarioTable, type ShippedScenario } from '../../src/scenario/scenario-table.js';
import { systemsTable, unseen, type ShownScenario } from '../../src/scenario/systems-table.js';
import { ROOT, SHIPPED } from '../fixtures/shipped.js';

let shipped: ShippedScenario[];
let scenarios: ShownScenario[];
beforeAll(async () => {
  shipped = await Promise.all(
    SHIPPED.map(async (file) => {
      const { scenario } = await loadScenario(path.join(ROOT, 'scenarios', file), { repeat: 1 });
      return { file, scenario };
    }),
  );
  scenarios = shipped.map(({ file, scenario }) => ({ file, ...scenario }));
});

test('every feature of the five published systems is shown by a scenario', () => {
  expect(unseen(scenarios)).toEqual([]);
});

test('docs/systems.md is what the scenarios say: renew it by `npm run docs`', () => {
  expect(readFileSync(path.join(ROOT, 'docs/systems.md'), 'utf8')).toBe(systemsTable(scenarios, createRegistry()));
});

test('docs/scenarios.md lists every shipped scenario once: renew it by `npm run docs`', () => {
  const page = scenarioTable(shipped, createRegistry());
  expect(readFileSync(path.join(ROOT, 'docs/scenarios.md'), 'utf8')).toBe(page);
  const linked = Array.from(page.matchAll(/\]\(\.\.\/scenarios\/(.*?)\)/g), ([, file]) => file!);
  expect(linked.sort()).toEqual([...SHIPPED].sort());
});

test('a feature that no scenario shows is missed', () => {
  const shows = scenarios.map((scenario) => ({ ...scenario, shows: scenario.shows.filter((name) => name !== 'lots') }));
  expect(unseen(shows)).toContain('lots');
});
