import { parseScenario } from '../../src/scenario/parse.js';
import { registry } from '../fixtures/world.js';

const load = (kind: string, joins: string) =>
  parseScenario(
    `name: late\nstop: { time: 1 min }\nnodes: { count: 3 }\nprotocols: { p: { kind: ${kind}, joins: ${joins} } }\n`,
    'late.yaml',
    registry,
  );

describe.each(['proof-of-stake-in-python', 'trudec-core'])('nodes that join %s late', (kind) => {
  test('are nodes of the run, each named once', () => {
    expect(() => load(kind, '[{ node: 2, at: 5 s }]')).not.toThrow();
    expect(() => load(kind, '[{ node: 3, at: 5 s }]')).toThrow('joins: expected a node from 0 to 2, found 3');
    expect(() => load(kind, '[{ node: 1, at: 5 s }, { node: 1, at: 6 s }]')).toThrow('a node joins once only');
  });
});
