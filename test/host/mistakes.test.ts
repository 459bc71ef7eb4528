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
