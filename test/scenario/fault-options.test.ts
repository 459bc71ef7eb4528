import { parseScenario } from '../../src/scenario/parse.js';
import { problemLines } from '../fixtures/refusal.js';
import { registry } from '../fixtures/world.js';

function problemsOf(protocols: string, kinds: string): string {
  const fault = `{ behaviour: omit, nodes: { ids: [0] }, kinds: ${kinds} }`;
  const text = `name: kinds\nstop: { blocks: 5 }\nnodes: { count: 4 }\nprotocols: ${protocols}\nfaults: [${fault}]\n`;
  return problemLines(() => parseScenario(text, 'f', registry)).join('\n');
}

describe('kinds of messages that a fault names', () => {
  test('are those of a protocol of the scenario, or of the gossip layer', () => {
    expect(problemsOf('{ a: { kind: pbft }, b: { kind: pow } }', '[prepare, block, gossip.announce]')).toBe('');
  });

  test('are refused where no protocol has them, for the fault would do nothing', () => {
    const said = problemsOf('{ a: { kind: pbft } }', '[prepare, prepar, block]');
    expect(said).toContain('faults.0.kinds.1: expected a kind of message (prePrepare, prepare, commit');
    expect(said).toContain('found "prepar"; did you mean "prepare"?');
    expect(said).toContain('faults.0.kinds.2');
  });

  test('are not judged where a protocol cannot be read', () => {
    const said = problemsOf('{ a: { kind: pbft }, b: { kind: nothing } }', '[block]');
    expect(said).toContain('protocols.b.kind');
    expect(said).not.toContain('kinds');
  });
});

test('a gamma made by delays is refused where honest nodes have no one delay, with single messages too', () => {
  const text = (latency: string) =>
    `name: gamma\nstop: { blocks: 5 }\nnodes: { count: 4 }\nnetwork: { latency: ${latency} }\nprotocols: { p: { kind: pow } }\n` +
    'faults: [{ behaviour: selfish-mining, nodes: { ids: [0] }, gamma: { delays: 0.5 } }]\n';
  const parsed = (latency: string) => () => parseScenario(text(latency), 'f', registry);
  expect(parsed('{ kind: lognormal, median: 1 s, sigma: 0.5 }')).toThrow('faults.0.gamma: expected network.latency');
  expect(parsed('{ kind: constant, delay: 1 s }')).not.toThrow();
});

test('captives that work for a coalition count as its power, where a best strategy is solved for less than half', () => {
  const text = (feed: string) =>
    'name: captives\nstop: { blocks: 5 }\nnodes: { count: 4, weights: { kind: list, values: [30, 25, 20, 25] } }\n' +
    'network: { latency: { kind: constant, delay: 0 s } }\nprotocols: { p: { kind: pow } }\nfaults:\n' +
    `  - { behaviour: eclipse, nodes: { ids: [0] }, victims: [1], feed: ${feed} }\n` +
    '  - { behaviour: selfish-mining, nodes: { ids: [0] }, strategy: { kind: optimal }, gamma: { explicit: 0.1 } }\n';
  const parsed = (feed: string) => () => parseScenario(text(feed), 'f', registry);
  expect(parsed('branch')).toThrow('faults.1: expected less than half of the power, found 0.55');
  expect(parsed('nothing')).not.toThrow();
});
