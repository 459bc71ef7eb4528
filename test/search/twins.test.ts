import { CaseBook } from '../../src/search/case.js';
import { runBatch, twinsSpace, twinsTemplate } from '../../src/search/swarm.js';
import { trySpec, tryCase } from '../../src/search/trial.js';
import { TwinsSpace, twinsCase, twinsSpec } from '../../src/search/twins.js';
import { registry } from '../fixtures/world.js';

const book = new CaseBook(registry);
const question = (views: number, groups: number, n = 4) => ({ kind: 'pbft', n, views, groups });

/** Scenarios of the space that stand for all that differ from them by names alone. */
function representatives(space: TwinsSpace): number {
  let count = 0;
  for (let index = 0; index < space.size; index++) if (space.at(index)) count++;
  return count;
}

describe('the space of twins scenarios', () => {
  test('has leaders times partitions, to the power of the views', () => {
    // Ways to part 5 endpoints into at most 2 groups: 1 + S(5, 2) = 16; into at most 3: 16 + S(5, 3) = 41.
    expect(new TwinsSpace(question(2, 2), true).size).toBe(64 * 64);
    expect(new TwinsSpace(question(2, 3), true).size).toBe(164 * 164);
    expect(new TwinsSpace(question(3, 2), false).size).toBe(16 * 16 * 16);
  });

  test.each([
    [1, 2],
    [2, 2],
    [1, 3],
  ])('leaves one of each class of scenarios: %i views, %i groups, as Burnside counts them', (views, groups) => {
    // Classes = the mean over all renamings (3! orders, swap or not) of the scenarios that a renaming leaves as they are.
    const space = new TwinsSpace(question(views, groups), true);
    const orders = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]]; // prettier-ignore
    let fixed = 0;
    for (const order of orders) {
      for (const swap of [false, true]) {
        const names = [swap ? 4 : 0, ...order, swap ? 0 : 4];
        let alike = 0;
        for (const layout of layouts(groups)) {
          const moved: number[] = [];
          layout.forEach((group, endpoint) => (moved[names[endpoint]!] = group));
          if (shape(moved) !== shape(layout)) continue;
          for (const leader of [0, 1, 2, 3]) if (leader === 0 || names[leader] === leader) alike++;
        }
        let power = 1;
        for (let view = 0; view < views; view++) power *= alike;
        fixed += power;
      }
    }
    expect(representatives(space)).toBe(fixed / (orders.length * 2));
  });

  test('says the same to the quick run and to the file that run reads', () => {
    const asked = { n: 4, views: 3, groups: 3 };
    const space = twinsSpace({ kind: 'pbft', ...asked }, book);
    const template = twinsTemplate('pbft', 4, 'x');
    const spec = book.spec(template);
    const tried = [0, 5, 1_234, 20_000, space.size - 1]
      .map((index) => space.at(index))
      .filter((views) => views !== undefined);
    expect(tried.length).toBeGreaterThan(0);
    for (const views of tried) {
      const quick = twinsSpec(space, views, spec);
      expect(trySpec(quick, book)).toEqual(tryCase(twinsCase(space, views, template), book));
    }
  });
});

describe('going through twins scenarios', () => {
  test('ends when all have been tried, and the sound protocol stands all of them', () => {
    const batch = { kind: 'pbft', seed: 's', from: 0, count: 100_000, twins: { n: 4, views: 2, groups: 2 } };
    const result = runBatch(batch, book);
    expect(result).toMatchObject({ exhausted: true, found: null });
    const space = twinsSpace({ kind: 'pbft', n: 4, views: 2, groups: 2 }, book);
    expect(result.runs).toBe(representatives(space));
  });

  test('finds the protocol whose quorums are too small', () => {
    const batch = {
      kind: 'pbft-quorum-f-plus-one',
      seed: 's',
      from: 0,
      count: 50,
      twins: { n: 4, views: 2, groups: 2 },
    };
    const { found } = runBatch(batch, book);
    expect(found!.shrunk.violation.invariant).toBe('certificates');
  });
});

function layouts(groups: number): number[][] {
  const all: number[][] = [];
  for (let code = 0; code < 3125; code++) {
    const layout = [0, 0, 0, 0, 0].map((_, i) => Math.floor(code / [1, 5, 25, 125, 625][i]!) % 5);
    // Each way of parting once: the one whose groups are numbered in the order of their first members.
    if (shape(layout) === layout.join('') && new Set(layout).size <= groups) all.push(layout);
  }
  return all;
}

function shape(layout: readonly number[]): string {
  const numbers = new Map<number, number>();
  return layout.map((group) => numbers.get(group) ?? (numbers.set(group, numbers.size), numbers.size - 1)).join('');
}
