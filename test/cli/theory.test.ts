import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Arguments } from '../../src/theory/catalogue/entry.js';
import { catalogue } from '../../src/theory/catalogue/index.js';
import { PARAMETERS, type ParameterName } from '../../src/theory/catalogue/parameters.js';
import { policyTableFrom } from '../../src/theory/policy-table.js';
import { selfishRevenue } from '../../src/theory/selfish-mining.js';
import { type Folder, makeFolder } from './call.js';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

describe('theory', () => {
  test('lists every function with its parameters, and what may be left out in brackets', async () => {
    const { code, stdout } = await folder.call('theory');
    for (const { name } of catalogue) expect(stdout).toMatch(new RegExp(`^${name} \\[?--`, 'm'));
    expect(stdout).toContain('difficulty-adjustment --alpha --gamma [--epoch 2016]');
    expect(code).toBe(0);
    const { stdout: json } = await folder.call('theory', '--json');
    expect((JSON.parse(json) as { name: string }[]).map(({ name }) => name)).toEqual(catalogue.map(({ name }) => name));
  });

  test('evaluates one, as a table with a row for every combination or as JSON', async () => {
    const call = ['theory', 'selfish-mining', '--alpha', '0.35,1/3', '--gamma', '0.5'];
    const { stdout } = await folder.call(...call);
    expect(stdout).toMatch(/alpha +gamma +revenue/);
    expect(stdout).toContain('0.4160340497');
    const { stdout: json } = await folder.call(...call, '--json');
    const { rows } = JSON.parse(json) as { rows: { alpha: number; revenue: number }[] };
    expect(rows.map(({ revenue }) => revenue)).toEqual([selfishRevenue(0.35, 0.5), selfishRevenue(1 / 3, 0.5)]);
  });

  test('writes the optimal policy as a file that strategies read', async () => {
    const { code, stderr } = await folder.call(
      ...'theory optimal-withholding --alpha 0.4 --gamma 0.5 --cut-off 20 --out policy.json'.split(' '),
    );
    expect([code, stderr]).toEqual([0, 'wrote policy.json\n']);
    const table = policyTableFrom(JSON.parse(readFileSync(join(folder.path, 'policy.json'), 'utf8')));
    expect(table).toMatchObject({ alpha: 0.4, gamma: 0.5, cutOff: 20, tieBreaking: 'first-seen' });
    expect(table.revenue).toBeGreaterThan(0.57);
  });

  test.each([
    [['selfish'], 'theory knows no "selfish"; there are double-spend,'],
    [['selfish-minig'], 'did you mean selfish-mining?'],
    [
      ['selfish-mining', '--alpha', '0.6', '--gamma', '0'],
      'alpha is 0.6: expected a number of at least 0 and below 0.5',
    ],
    [['selfish-mining', '--alpha', '0.3'], 'selfish-mining needs --gamma'],
    [['selfish-mining', '--alpha', 'x', '--gamma', '0'], '--alpha: expected a number, found "x"'],
    [['double-spend', '--q', '0.1', '--z', '1.5'], '--z: expected a whole number, found "1.5"'],
    [['selfish-mining', '--alpha', '0.3', '--gamma', '0', '--z', '1'], '--z: selfish-mining takes --alpha, --gamma'],
    [
      ['stubborn-mining', '--alpha', '0.3', '--gamma', '0', '--strategy', 'TT'],
      '--strategy: expected one of SM1, L, F',
    ],
    [
      ['selfish-mining', '--alpha', '0.3', '--gamma', '0', '--out', 'x'],
      '--out: selfish-mining has no policy to write',
    ],
    [['--alpha', '0.3'], '--alpha: without a function takes no parameters'],
  ])('%j: exit code 2 and what is wrong', async (words, message) => {
    const { code, stdout, stderr } = await folder.call('theory', ...words);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, '']);
  });
});

/** A value that is in every function's domain. */
const SAMPLE: Partial<Record<ParameterName, number | string | readonly number[]>> = {
  alpha: 0.3,
  gamma: 0.5,
  q: 0.2,
  z: 3,
  k: 4,
  delay: 1,
  deficit: 2,
  weights: [1, 2, 3],
  defenders: 10,
  strategy: 'LF',
  miner: 1,
  growth: 2,
  least: 3,
  n: 20,
};

test('every function of the catalogue gives finite numbers by snake-case names', () => {
  for (const { name, parameters, evaluate } of catalogue.map((each) => ({
    ...each,
    evaluate: each.evaluate.bind(each),
  }))) {
    // A short branch is enough to see that it works.
    const shortened = name.startsWith('two-selfish') ? { 'cut-off': 5 } : {};
    const values = Object.fromEntries(
      Object.entries(parameters).flatMap(([parameter, { default: fallback }]) => {
        const value = fallback ?? SAMPLE[parameter as ParameterName] ?? 0.1;
        const { sort } = PARAMETERS[parameter as ParameterName];
        return fallback === null ? [] : [[parameter, sort === 'whole' && value === 0.1 ? 5 : value]];
      }),
    );
    const result = evaluate(new Arguments({ ...values, ...shortened }));
    expect([name, Object.keys(result).length > 0]).toEqual([name, true]);
    for (const [key, value] of Object.entries(result)) {
      expect(`${name}.${key}`).toMatch(/^[a-z0-9-]+\.[a-z][a-z0-9_]*$/i);
      if (value !== null) expect([name, key, Number.isFinite(value)]).toEqual([name, key, true]);
    }
  }
}, 30_000);
