import { z } from 'zod';
import type { LedgerBlock, Movement, Protocol } from '../../src/contract.js';
import noDoubleSpend from '../../src/invariants/no-double-spend.js';
import noForgedTransaction from '../../src/invariants/no-forged-transaction.js';
import noNegativeBalance from '../../src/invariants/no-negative-balance.js';
import noUnelectedBlock from '../../src/invariants/no-unelected-block.js';
import supply from '../../src/invariants/supply.js';
import type { Invariant, JudgeView, Verdict } from '../../src/contract.js';

/** A block that says itself what it does. */
interface Told extends LedgerBlock {
  readonly movements: readonly Movement[];
  readonly unelected?: string;
}

const protocol = {
  name: 'told',
  params: z.object({}),
  ledger: {
    open: () => ({
      balances: [
        ['alice', 30],
        ['alice', 20],
      ],
      read: (block: Told) => block,
    }),
  },
} as unknown as Protocol;

let count = 0;
const pay = (amount: number, more: Partial<Movement> = {}): Movement => ({
  id: `t${++count}`,
  uses: [],
  changes: [
    ['alice', -amount],
    ['bob', amount],
  ],
  issued: 0,
  ...more,
});
const block = (movements: readonly Movement[], unelected?: string): Told => ({
  hash: `h${++count}`,
  producer: 1,
  value: 0,
  movements,
  ...(unelected !== undefined && { unelected }),
});

/** What a judge says of chains: who puts which block where. */
function judged(
  invariant: Invariant,
  appends: readonly (readonly [node: number, height: number, block: Told])[],
): Verdict {
  const shared = new Map<string, unknown>();
  const view: Partial<JudgeView> = {
    n: 3,
    protocol,
    params: {},
    truthful: [true, true, false],
    share<T>(name: string, make: () => T): T {
      if (!shared.has(name)) shared.set(name, make());
      return shared.get(name) as T;
    },
  };
  const judge = invariant.make(view as JudgeView);
  appends.forEach(([node, height, appended], i) => judge.onAppend!(i, node, height, appended));
  return judge.verdict(appends.length);
}

const HOLDS = { is: 'holds' };
const VIOLATED = (what: string) => ({ is: 'violated', witness: expect.stringContaining(what) as string });

describe('judges of ledgers', () => {
  const judges = [supply, noNegativeBalance, noDoubleSpend, noForgedTransaction, noUnelectedBlock];

  test('are content with sound blocks, and say so only when there are some', () => {
    const sound = block([pay(50, { uses: ['a'] })]);
    for (const judge of judges) {
      expect(judged(judge, [[0, 1, sound]])).toEqual(HOLDS);
      expect(judged(judge, [])).toMatchObject({ is: 'unknown' });
    }
  });

  test('cry out over what is theirs', () => {
    const overdraft = block([pay(51)]);
    expect(judged(noNegativeBalance, [[0, 1, overdraft]])).toMatchObject(VIOLATED('account alice is at -1'));
    expect(judged(supply, [[0, 1, overdraft]])).toMatchObject(VIOLATED('hold 51 coins, and 50'));
    const lost = block([pay(5, { changes: [['alice', -5]] })]);
    expect(judged(supply, [[0, 1, lost]])).toMatchObject(VIOLATED('hold 45 coins, and 50'));
    const issued = block([pay(5, { changes: [['bob', 5]], issued: 5 })]);
    expect(judged(supply, [[0, 1, issued]])).toEqual(HOLDS);
    const twice = [block([pay(5, { uses: ['a'] })]), block([pay(5, { uses: ['a'] })])] as const;
    expect(
      judged(noDoubleSpend, [
        [0, 1, twice[0]],
        [0, 2, twice[1]],
      ]),
    ).toMatchObject(VIOLATED('uses a, which'));
    expect(judged(noForgedTransaction, [[0, 1, block([pay(1, { unsigned: true })])]])).toMatchObject(
      VIOLATED('not signed'),
    );
    expect(judged(noUnelectedBlock, [[0, 1, block([], 'it had no lot')]])).toMatchObject(VIOLATED('it had no lot'));
  });

  test('look at what stands in one chain, and read a chain again where branches part', () => {
    const [a, b] = [block([pay(30, { uses: ['a'] })]), block([pay(30, { uses: ['a'] })])];
    const c = block([pay(20)]);
    // The same coin on two branches is spent once on each; node 0 goes over from one to the other.
    const branches = [
      [0, 1, a],
      [1, 1, b],
      [0, 2, c],
      [0, 1, b],
      [0, 2, c],
    ] as const;
    for (const judge of judges) expect(judged(judge, branches)).toEqual(HOLDS);
    expect(judged(noNegativeBalance, [...branches, [1, 2, c], [1, 3, c]])).toMatchObject(VIOLATED('node 1 at'));
  });

  test('do not listen to liars', () => {
    for (const judge of judges)
      expect(judged(judge, [[2, 1, block([pay(99)], 'no')]])).toMatchObject({ is: 'unknown' });
  });
});
