import { closeEnough, oracleEntries, type Handler, type OracleEntry } from './oracles.js';
import { handlersOfStake, simulatedOfStake } from './oracles-of-stake.js';
import { handlersOfWork, simulatedOfWork } from './oracles-of-work.js';

const handlers: readonly Handler[] = [...handlersOfWork, ...handlersOfStake];
const simulated = [...simulatedOfWork, ...simulatedOfStake];

/** What fits an id best. */
function longest<T extends { readonly prefix: string }>(all: readonly T[], id: string): T | undefined {
  const fitting = all.filter(({ prefix }) => id === prefix || id.startsWith(`${prefix}.`));
  return fitting.toSorted((a, b) => b.prefix.length - a.prefix.length)[0];
}

/** Differences between what is expected and what the room computes, as `key: found … expected …`. */
function differences(entry: OracleEntry, { compute, tolerance }: Handler): string[] {
  const computed: Record<string, unknown> = compute(entry.params, entry);
  const compare = (key: string, expected: unknown, found: unknown): string[] => {
    if (typeof expected === 'number') {
      const allowed = typeof tolerance === 'function' ? tolerance(entry.params, expected) : tolerance;
      const isClose = typeof found === 'number' && closeEnough(found, expected, allowed);
      return isClose ? [] : [`${key}: found ${String(found)}, expected ${expected}`];
    }
    if (typeof expected === 'object' && expected !== null)
      return Object.entries(expected).flatMap(([inner, value]) =>
        compare(`${key}.${inner}`, value, (found as Record<string, unknown> | undefined)?.[inner]),
      );
    return [`${key}: a ${typeof expected} is expected`];
  };
  return Object.entries(entry.expected).flatMap(([key, expected]) => compare(key, expected, computed[key]));
}

const entries = oracleEntries;
const isSimulated = ({ id }: OracleEntry) => {
  const [by, model] = [longest(simulated, id), longest(handlers, id)];
  return by !== undefined && by.prefix.length >= (model?.prefix.length ?? 0);
};

const whenPresent = entries.length > 0 ? describe : describe.skip;

whenPresent('every reference point', () => {
  test('is computed here, or given to a named simulation', () => {
    expect(entries.filter((entry) => !isSimulated(entry) && !longest(handlers, entry.id)).map(({ id }) => id)).toEqual(
      [],
    );
  });

  test('no handler and no simulation is listed that no point asks for', () => {
    const used = new Set(
      entries.map((entry) => (isSimulated(entry) ? longest(simulated, entry.id) : longest(handlers, entry.id))),
    );
    expect([...handlers, ...simulated].filter((each) => !used.has(each)).map(({ prefix }) => prefix)).toEqual([]);
  });

  test.each(entries.filter((entry) => !isSimulated(entry)).map((entry) => [entry.id, entry] as const))(
    '%s',
    (id, entry) => {
      expect(differences(entry, longest(handlers, id)!)).toEqual([]);
    },
  );
});
