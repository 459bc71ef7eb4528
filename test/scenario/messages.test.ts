import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseScenario } from '../../src/scenario/parse.js';
import { problemLines, refusalOf } from '../fixtures/refusal.js';
import { fixtures, SMALL } from './fixture-registry.js';

const FOLDER = path.join(import.meta.dirname, 'fixtures');

function messagesOf(text: string, options = {}): string[] {
  return problemLines(() => parseScenario(text, 'f.yaml', fixtures, options));
}

describe('messages about a scenario file', () => {
  test('all problems of a file are printed in one pass, each with its line, what was found and what is allowed', () => {
    const text = readFileSync(path.join(FOLDER, 'faulty.yaml'), 'utf8');
    const expected = readFileSync(path.join(FOLDER, 'faulty.txt'), 'utf8');
    expect(messagesOf(text)).toEqual(expected.trimEnd().split('\n'));
  });

  test('numbers that are none and keys that stand twice hide no other problem, and are told once', () => {
    const text = 'name: a\nname: b\nstop: { blocks: .nan, foo: 1 }\nnodes: { count: four }\nprotocols: {}\n';
    expect(messagesOf(text)).toEqual([
      'f.yaml:2:1: name: found the same key twice',
      'f.yaml:3:17: stop.blocks: expected a finite number, found .nan',
      'f.yaml:3:23: stop.foo: unknown key; allowed: time, blocks, events',
      'f.yaml:4:17: nodes.count: expected a number, found "four"',
      'f.yaml:5:12: protocols: expected at least one protocol, found none',
    ]);
  });

  test('the problems are data too', () => {
    const refusal = refusalOf(() => parseScenario(`${SMALL}wrkload: 1\n`, 'f.yaml', fixtures));
    expect(refusal?.problems).toEqual([
      {
        file: 'f.yaml',
        line: 5,
        column: 1,
        path: 'wrkload',
        message: expect.stringMatching(/^unknown key; allowed: name, .*; did you mean "workload"\?$/) as string,
      },
    ]);
  });

  test.each([
    [
      'a missing section',
      SMALL.replace('stop: { blocks: 10 }\n', ''),
      'f.yaml:1:1: stop: expected a mapping with time, blocks, events, found nothing',
    ],
    [
      'a stop without an end',
      SMALL.replace('blocks: 10', 'events: 5'),
      'f.yaml:2:7: stop: expected time, blocks or both',
    ],
    ['an empty section', `${SMALL}workload:\n`, 'f.yaml:5:10: workload: expected a mapping with rate, found nothing'],
    [
      'no protocol',
      SMALL.replace('{ vote: { kind: vote } }', '{}'),
      'f.yaml:4:12: protocols: expected at least one protocol, found none',
    ],
    [
      'regions that hold nobody',
      SMALL.replace('count: 4', 'count: 4, regions: { eu: 0 }'),
      'f.yaml:3:29: nodes.regions: expected at least one region with a share above 0',
    ],
    [
      'a bandwidth preset for unknown regions',
      `${SMALL}network: { bandwidth: { preset: bitcoin-2019 } }\n`,
      'f.yaml:5:33: network.bandwidth.preset: expected regions among north-america, europe, south-america, asia-pacific, japan, australia with a preset, found "everywhere"; give up and down, or regions, instead',
    ],
    [
      'weights that do not fit',
      SMALL.replace('count: 4', 'count: 4, weights: { kind: list, values: [1] }'),
      'f.yaml:3:29: nodes.weights: weights list: 1 values for 4 nodes',
    ],
    [
      'weights whose sum is beyond all numbers',
      SMALL.replace('count: 4', 'count: 4, weights: { kind: list, values: [1.0e+308, 1.0e+308, 1, 1] }'),
      'f.yaml:3:29: nodes.weights: all weights together are Infinity, and must be from 1e-100 to 1e+100',
    ],
    [
      'a link to nowhere',
      `${SMALL}network: { topology: { kind: edges, edges: [[0, 1], [1, 4]] } }\n`,
      'f.yaml:5:57: network.topology.edges.1.1: expected a node from 0 to 3, found 4',
    ],
    [
      'a fault in a region that is not there',
      `${SMALL}faults: [{ behaviour: crash, nodes: { region: everywere } }]\n`,
      'f.yaml:5:47: faults.0.nodes.region: expected one of the regions everywhere, found "everywere"; did you mean "everywhere"?',
    ],
    [
      'a role that a protocol lacks',
      `${SMALL.replace('vote }', 'chain }')}faults: [{ behaviour: crash, nodes: { role: leader } }]\n`,
      'f.yaml:5:45: faults.0.nodes.role: expected a role of protocol vote (none), found "leader"',
    ],
    [
      'more runs than can be counted',
      `${SMALL}repeat: 1000000\nsweep: { nodes.count: [4, 5] }\n`,
      'f.yaml:5:9: repeat: expected at most 1000000 runs in all, found 2000000',
    ],
    [
      'a seed with a line break',
      `${SMALL}seed: "a\\nb"\n`,
      'f.yaml:5:7: seed: expected text of 1 to 100 printable characters, or a whole number of less than 2^53, found "a\\nb"',
    ],
    [
      'a seed whose digits would be lost',
      `${SMALL}seed: 9007199254740993\n`,
      'f.yaml:5:7: seed: expected text of 1 to 100 printable characters, or a whole number of less than 2^53, found 9007199254740992',
    ],
  ])('%s', (_what, text, message) => {
    expect(messagesOf(text)).toEqual([message]);
  });

  test('a problem inside an alias is shown where the anchor stands, under the path of the alias', () => {
    const text = `${SMALL}x-fault: &fault { behaviour: crash, nodes: { ids: [9] } }\nfaults: [*fault]\n`;
    expect(messagesOf(text)).toEqual(['f.yaml:5:52: faults.0.nodes.ids.0: expected a node from 0 to 3, found 9']);
  });
});
