import { actionOf, policyTableFrom, type PolicyTable } from '../../src/theory/policy-table.js';

/** Honest mining, as a table: publish what is found, follow what is heard. */
const HONEST: PolicyTable = {
  kind: 'withholding-policy',
  alpha: 0.2,
  gamma: 0.5,
  tieBreaking: 'first-seen',
  cutOff: 1,
  revenue: 0.2,
  actions: { irrelevant: ['wa', 'oa'], relevant: ['wa', 'om'], active: ['wa', 'ow'] },
};

describe('a withholding policy as a table', () => {
  test('is read by the lengths of both branches and the fork', () => {
    const table = policyTableFrom(JSON.parse(JSON.stringify(HONEST)));
    expect(actionOf(table, 0, 0, 'irrelevant')).toBe('wait');
    expect(actionOf(table, 1, 0, 'irrelevant')).toBe('override');
    expect(actionOf(table, 0, 1, 'relevant')).toBe('adopt');
    expect(actionOf(table, 1, 1, 'relevant')).toBe('match');
    expect(actionOf(table, 1, 1, 'active')).toBe('wait');
  });

  test('ends a race that is longer than the model’s', () => {
    expect(actionOf(HONEST, 3, 2, 'irrelevant')).toBe('override');
    expect(actionOf(HONEST, 2, 2, 'active')).toBe('adopt');
  });

  test.each([
    [null, 'kind: expected "withholding-policy", found undefined'],
    [{ ...HONEST, alpha: 0.5 }, 'alpha: expected a number between 0 and 0.5, found 0.5'],
    [{ ...HONEST, gamma: '1' }, 'gamma: expected a number from 0 to 1, found "1"'],
    [{ ...HONEST, tieBreaking: 'last' }, 'tieBreaking: expected "first-seen" or "uniform", found "last"'],
    [{ ...HONEST, actions: { ...HONEST.actions, active: ['wa'] } }, 'actions.active: expected 2 rows, found 1'],
    [
      { ...HONEST, actions: { ...HONEST.actions, active: ['wo', 'ow'] } },
      'actions.active[0], h = 1: expected an override only where a > h, found "o"',
    ],
    [
      { ...HONEST, actions: { ...HONEST.actions, relevant: ['wa', 'mm'] } },
      'actions.relevant[1], h = 0: expected a match only where a ≥ h ≥ 1, found "m"',
    ],
    [
      { ...HONEST, actions: { ...HONEST.actions, relevant: ['wa', 'xx'] } },
      'actions.relevant[1]: expected 2 letters of a, o, m, w, found "xx"',
    ],
  ])('is refused when something is wrong in it: %#', (json, message) => {
    expect(() => policyTableFrom(json)).toThrow(`withholding policy: ${message}`);
  });
});
