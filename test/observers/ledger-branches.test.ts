import type { LedgerBlock } from '../../src/contract.js';
import { LedgerBranches } from '../../src/observers/ledger-branches.js';

const block = (value: number): LedgerBlock => ({ hash: `${value}`, producer: 0, value });

test('chains that part and are spliced stand in one tree, as correct nodes put them together', () => {
  const branches = new LedgerBranches([true, true, false], 5);
  const [a, b, c, d] = [block(1), block(2), block(3), block(4)] as const;
  branches.onAppend(10, 0, 1, a);
  branches.onAppend(20, 1, 1, b);
  branches.onAppend(30, 1, 2, c);
  // Node 0 puts the same block on another: there it is a branch of its own.
  branches.onAppend(40, 0, 2, c);
  branches.onAppend(50, 2, 1, d);
  // It goes over, and is on what is there already.
  branches.onAppend(60, 0, 1, b);
  branches.onAppend(61, 0, 2, c);
  const rows = branches
    .final(new Set([2]))
    .map(({ id, parent, height, time, isFinal }) => [id, parent, height, time, isFinal]);
  expect(rows).toEqual([
    [1, 0, 1, 10, false],
    [2, 0, 1, 20, true],
    [3, 2, 2, 30, false],
    [4, 1, 2, 40, false],
  ]);
});

test('beyond the first blocks nothing is kept', () => {
  const branches = new LedgerBranches([true], 2);
  [1, 2, 3, 4].forEach((value) => branches.onAppend(value, 0, value, block(value)));
  expect(branches.placed.map(({ height }) => height)).toEqual([1, 2]);
});
