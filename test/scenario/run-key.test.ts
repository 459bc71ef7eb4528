import fc from 'fast-check';
import { parseScenario } from '../../src/scenario/parse.js';
import { planRuns } from '../../src/scenario/plan.js';
import { canonicalJson, runKey } from '../../src/scenario/run-key.js';
import { fixtures, SMALL } from './fixture-registry.js';

const text = `${SMALL}repeat: 2\nsweep: { nodes.count: [4, 5], network.loss: [0, 0.1] }\nfaults: [{ behaviour: crash, nodes: { count: 1 } }]\n`;
const runs = planRuns(parseScenario(text, 'f', fixtures));

describe('the key of a run', () => {
  test('is the same on every machine', () => {
    expect(runKey(runs[0]!, '0.1.0')).toBe('b26935138500624e979a5a81a0622facb366d01c12da1ceb79feb7c7f503c4f3');
  });

  test('differs between any two runs of a plan and between versions', () => {
    const keys = runs.flatMap((run) => [runKey(run, '1'), runKey(run, '2')]);
    expect(new Set(keys).size).toBe(2 * runs.length);
  });

  test('does not depend on the order of keys, nor on how the scenario was written', () => {
    const other = planRuns(parseScenario(text.split('\n').reverse().join('\n'), 'g', fixtures));
    expect(runs.map((run) => runKey(run, '1'))).toEqual(other.map((run) => runKey(run, '1')));
  });

  test('survives the way through JSON', () => {
    for (const run of runs) expect(runKey(JSON.parse(JSON.stringify(run)) as typeof run, '1')).toBe(runKey(run, '1'));
  });
});

describe('canonical JSON', () => {
  test('means what JSON means', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each([NaN, Infinity, 1n, () => 0])('refuses %s, which JSON would change or drop', (value) => {
    expect(() => canonicalJson({ value })).toThrow("a run's specification is plain data");
  });
});
