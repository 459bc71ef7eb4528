import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadScenario } from '../../src/scenario/load.js';
import { systemsTable, unseen, type ShownScenario } from '../../src/scenario/systems-table.js';
import { ROOT, SHIPPED } from '../fixtures/shipped.js';

let scenarios: ShownScenario[];
beforeAll(async () => {
  scenarios = await Promise.all(
    SHIPPED.map(async (file) => {
      const { scenario } = await loadScenario(path.join(ROOT, 'scenarios', file), { repeat: 1 });
      return { file, name: scenario.name, asks: scenario.asks, shows: scenario.shows };
    }),
  );
});

test('every feature of the five published systems is shown by a scenario', () => {
  expect(unseen(scenarios)).toEqual([]);
});

test('docs/systems.md is what the scenarios say: renew it by `npm run docs`', () => {
  expect(readFileSync(path.join(ROOT, 'docs/systems.md'), 'utf8')).toBe(systemsTable(scenarios));
});

test('a feature that no scenario shows is missed', () => {
  const shows = scenarios.map((scenario) => ({ ...scenario, shows: scenario.shows.filter((name) => name !== 'lots') }));
  expect(unseen(shows)).toContain('lots');
});
