import { z } from 'zod';
import type { NodeContext, Protocol } from '../../src/contract.js';
import { createRegistry } from '../../src/scenario/registry.js';
import { run, worldWith } from '../fixtures/world.js';

/** A protocol whose nodes do one thing when they start. */
function startingWith(act: (me: NodeContext) => void): Protocol {
  return {
    name: 'mistaken',
    describe: 'Makes a mistake at once',
    paper: 'none',
    params: z.strictObject({}),
    finality: { by: 'decide' },
    faults: () => 0,
    threshold: 'majority',
    assumes: { identity: 'members', network: '', honesty: '' },
    livenessBound: () => 1_000_000,
    init: () => ({}),
    input: { start: (_s, me) => act(me) },
    on: { say: () => {} },
  };
}

test.each<[string, (me: NodeContext) => void, string]>([
  ['sends to no node', (me) => me.send(9, 'say', {}), 'node 0 sends say to 9, which is no node'],
  ['sends to half a node', (me) => me.send(0.5, 'say', {}), 'node 0 sends say to 0.5, which is no node'],
  ['sends what it has no handler for', (me) => me.send(1, 'shout', {}), 'no message kind "shout"; there are say'],
  ['decides at height 0', (me) => me.decide(0, 0), 'node 0 decides 0 at height 0'],
  ['decides no value', (me) => me.decide(1, Number.NaN), 'node 0 decides NaN at height 1'],
  ['waits for a negative time', (me) => me.setTimer('soon', -1), 'delay -1 is not a time'],
])('a protocol that %s is told so', (_what, act, message) => {
  const protocol = startingWith(act);
  const registry = createRegistry({ protocols: [protocol] });
  expect(() => run(protocol, worldWith(4), { registry })).toThrow(message);
});

/** Pays with a proof of work for whatever the first miner to find one then does with it. */
function miningWith(act: (me: NodeContext) => void): Protocol {
  return {
    ...startingWith(() => undefined),
    finality: { by: 'depth', confirmations: () => 1 },
    mining: { difficulty: () => 1, interval: () => 1_000_000 },
    input: { mined: (_s, me) => act(me) },
    carries: { say: (m: { block?: number }) => m.block! },
  };
}

test.each<[string, (me: NodeContext) => void, string]>([
  ['spends a proof of work twice', (me) => (me.mint(0), me.mint(0)), 'made a block without a proof of work'],
  ['builds on what it has not seen', (me) => me.mint(7), 'built on block 7, which it has not seen'],
  [
    'names what it has not seen',
    (me) => me.mint(0, { references: [7] }),
    'made a block that names block 7, which it has not seen',
  ],
  [
    'follows what only hangs on a chain',
    (me) => me.adopt(me.mint(0, { beside: true })),
    'adopted block 1, which only hangs on a chain',
  ],
])('a miner that %s is told so', (_what, act, message) => {
  const protocol = miningWith(act);
  const registry = createRegistry({ protocols: [protocol] });
  expect(() => run(protocol, worldWith(4), { registry })).toThrow(message);
});

test('what takes no work may be made at any time, and as often as one likes', () => {
  const made: number[] = [];
  const protocol = miningWith((me) => {
    const block = me.mint(0);
    made.push(block, me.mint(block, { work: 0 }), me.mint(block, { work: 0 }));
    throw new Error('enough');
  });
  const registry = createRegistry({ protocols: [protocol] });
  expect(() => run(protocol, worldWith(4), { registry })).toThrow('enough');
  expect(made).toEqual([1, 2, 3]);
});
