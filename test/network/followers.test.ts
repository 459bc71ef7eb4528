import type { BlockId, BlockView, Protocol } from '../../src/contract.js';
import { ghost } from '../../src/protocols/ghost.js';
import { pow } from '../../src/protocols/pow.js';
import { assembled, fault, SECOND, type RunWords } from '../fixtures/run-words.js';

const sparse = { topology: { kind: 'random-regular', degree: 4 } } as const;
const forks = { interval: '2 s' };

/** Everything that a run shows of its nodes, in order; with `made`, all nodes are there from the beginning. */
function shown(words: RunWords, made: boolean) {
  const run = assembled({ stop: { blocks: 60 }, nodes: 40, ...words });
  const outputs: string[] = [];
  run.host.outputs.add({
    onAdopt: (time, node, tip) => void outputs.push(`${time} ${node} adopts ${tip}`),
    onReceive: (time, node, block) => void outputs.push(`${time} ${node} has ${block}`),
    onMint: (time, node, block) => void outputs.push(`${time} ${node} makes ${block}`),
  });
  if (made) run.wakeAll();
  run.start();
  run.host.simulator.run({ time: Infinity, events: 1e6 });
  const { simulator } = run.host;
  const verdicts = [...run.judges.values()].map((judge) => judge.verdict(simulator.now));
  const [messages, digest] = [run.traffic.messagesByKind(), simulator.digest.hex()];
  return { outputs, messages, verdicts, digest, states: run.states.filter((state) => state !== undefined).length };
}

/** How many nodes were made in the run that makes them late; all that is shown is the same. */
function madeLate(words: RunWords): number {
  const late = shown(words, false);
  const early = shown(words, true);
  expect({ ...late, states: early.states }).toEqual(early);
  expect(early.states).toBe(40);
  return late.states;
}

/** Proof of work that takes every seventh block for broken. */
function choosy(): Protocol {
  const choose = (blocks: BlockView, tip: BlockId, block: BlockId, params: any) =>
    block % 7 === 0 ? undefined : pow.follows!.choose(blocks, tip, block, params);
  const on: (typeof pow)['on'] = {
    ...pow.on,
    block(s, m, _from, me) {
      const choice = choose(me.blocks, s.tip, m.block, s.params);
      if (choice === undefined) return me.refuse(m.block);
      if (choice === s.tip) return;
      s.tip = choice;
      me.adopt(choice);
    },
  };
  return { ...pow, name: 'choosy', on, follows: { ...pow.follows!, on, choose } } as Protocol;
}

describe('nodes that hear of nothing but blocks', () => {
  test('are made when they have to act, and show the same as if they had been there', () => {
    const weights = Array.from({ length: 40 }, (_, node) => Number(node < 5));
    expect(madeLate({ protocol: pow, weights, network: sparse })).toBe(5);
    expect(madeLate({ protocol: pow, params: forks, network: sparse })).toBeGreaterThan(5);
  });

  test('and on a complete graph, and where difficulty is set anew', () => {
    madeLate({ protocol: pow, params: forks });
    madeLate({ protocol: pow, params: { ...forks, retarget: 'ema' }, network: sparse });
  });

  test('and beside others that mine in secret, crash, or are cut off', () => {
    const half = { at: 20 * SECOND, until: 60 * SECOND };
    for (const [behaviour, params] of [
      ['selfish-mining', {}],
      ['crash', {}],
      ['silent', {}],
    ] as const) {
      const faults = [fault(behaviour, { ids: [0, 3] }, { ...half, params })];
      madeLate({ protocol: pow, params: forks, network: sparse, faults });
    }
    const partition = [[0, 1, 2, 3, 4], Array.from({ length: 35 }, (_, i) => 5 + i)];
    madeLate({ protocol: pow, params: forks, network: sparse, faults: [{ partition, oneWay: false, ...half }] });
  });

  test('and where messages are lost, or a node refuses a block', () => {
    madeLate({ protocol: pow, params: forks, network: { ...sparse, loss: 0.05 } });
    madeLate({ protocol: choosy(), params: forks, network: sparse });
  });

  test('are all made where they hear of transactions, or handlers are not those that the rule speaks for', () => {
    const [network, nodes] = [sparse, 40];
    expect(shown({ protocol: pow, network, rate: 1 }, false).states).toBe(40);
    const other: Protocol = { ...pow, name: 'other', on: { ...pow.on } };
    expect(shown({ protocol: other, network }, false).states).toBe(40);
    expect(assembled({ protocol: pow, nodes, network }).accelerators.following).toEqual({ followed: true });
    expect(assembled({ protocol: pow, nodes, network, rate: 1 }).accelerators.following).toEqual({
      followed: false,
      because: 'requests reach the nodes',
    });
    expect(assembled({ protocol: other, nodes, network }).accelerators.following).toMatchObject({ followed: false });
    expect(assembled({ protocol: ghost, nodes, network }).accelerators.following).toBeUndefined();
  });
});
