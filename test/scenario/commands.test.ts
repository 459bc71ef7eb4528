import { z } from 'zod';
import type { Protocol } from '../../src/contract.js';
import pow from '../../src/protocols/pow.js';
import { commandNames } from '../../src/scenario/commands.js';
import { finishScenario, readDraft } from '../../src/scenario/parse.js';
import { planRuns } from '../../src/scenario/plan.js';
import { createRegistry } from '../../src/scenario/registry.js';
import { simulate } from '../../src/scenario/simulate.js';
import { problemLines } from '../fixtures/refusal.js';
import { run, worldWith } from '../fixtures/world.js';

/** Keeps what it is told, and confirms it by one message to everybody. */
const told: Protocol<{ height: number }, { word: { readonly value: number } }, never, object> = {
  name: 'told',
  describe: 'Does as it is told.',
  paper: 'none',
  params: z.object({}),
  assumes: { identity: 'members', network: '', honesty: '' },
  threshold: 'majority',
  finality: { by: 'decide' },
  faults: () => 0,
  livenessBound: () => 1e9,
  outstanding: () => 0,
  init: () => ({ height: 0 }),
  commands: {
    say: {
      describe: 'Say a word.',
      schema: z.object({ word: z.string().describe('The word'), times: z.int().min(1).default(1) }),
      handle(_s, { word, times }: { word: string; times: number }, me) {
        for (let i = 0; i < times; i++) me.broadcast('word', { value: me.propose([me.request({ word })]) });
      },
    },
    greet: {
      describe: 'Greet others.',
      schema: z.object({ whom: z.int().min(0).default(0), also: z.array(z.int()).default([]) }),
      nodes: ['whom', 'also'],
      handle() {},
    },
  },
  on: {
    word(s, m, _from, me) {
      me.decide(++s.height, m.value);
    },
  },
};
const registry = createRegistry({ protocols: [told] });

const load = (text: string) => finishScenario(readDraft(text, 'told.yaml'), { registry });

const head = 'name: told\nstop: { time: 1 min }\nnodes: { count: 3 }\nprotocols: { told: { kind: told } }\n';

function problemsOf(text: string): string[] {
  return problemLines(() => load(text));
}

describe('scripted commands', () => {
  test('are carried out in order, each at its time or with the one before, by the node that is named', () => {
    const scenario = load(
      `${head}commands:\n  - { at: 4 s, node: 2, do: say, word: one }\n  - { at: 5 s, do: say, word: two, times: 3 }\n  - { do: say, word: three }\n`,
    );
    const [spec] = planRuns(scenario);
    expect(spec!.world.commands).toEqual([
      { at: 4_000_000, node: 2, do: 'say', options: { word: 'one' } },
      { at: 5_000_000, node: 0, do: 'say', options: { word: 'two', times: 3 } },
      { at: 5_000_000, node: 0, do: 'say', options: { word: 'three' } },
    ]);
    const sent: string[] = [];
    const options = { registry, key: 'test', tree: false } as const;
    const trace = (_index: number, time: number, node: number, from: number) =>
      void (node === 1 && sent.push(`${time / 1e6} s from ${from}`));
    const record = simulate(spec!, { ...options, trace });
    expect(sent).toEqual(['4.1 s from 2', '5.1 s from 0', '5.1 s from 0', '5.1 s from 0', '5.1 s from 0']);
    expect(record.columns).toMatchObject({ blocks_canonical: 5, messages_word: 10 });
    expect(record.verdicts['validity']).toEqual({ is: 'holds' });
    expect(simulate(spec!, options).digest).toBe(record.digest);
  });

  test('reach no node that is off', () => {
    const scenario = load(
      `${head}faults: [{ behaviour: crash, nodes: { ids: [0] }, until: 10 s }]\ncommands:\n  - { at: 5 s, do: say, word: lost }\n  - { at: 15 s, do: say, word: heard }\n`,
    );
    const record = simulate(planRuns(scenario)[0]!, { registry, key: 'test', tree: false });
    expect(record.columns).toMatchObject({ messages_word: 2 });
  });

  test.each([
    [
      'of another name',
      '{ do: sey, word: a }',
      `6:11: commands.0.do: expected one of ${commandNames(registry).join(', ')}, found "sey"; did you mean "say"?`,
    ],
    [
      'of another protocol',
      '{ do: mine }',
      '6:11: commands.0.do: expected a command of protocol told (say, greet), found "mine"',
    ],
    ['without a required option', '{ do: say }', '6:5: commands.0.word: expected text, found nothing'],
    [
      'with a faulty option',
      '{ do: say, word: a, times: 0 }',
      '6:32: commands.0.times: expected a number of at least 1, found 0',
    ],
    [
      'with an option that it has not',
      '{ do: say, word: a, loud: true }',
      '6:25: commands.0.loud: unknown key; allowed: word, times',
    ],
    [
      'for a node that is not there',
      '{ node: 3, do: say, word: a }',
      '6:13: commands.0.node: expected a node from 0 to 2, found 3',
    ],
    [
      'about a node that is not there',
      '{ do: greet, whom: 3 }',
      '6:24: commands.0.whom: expected a node from 0 to 2, found 3',
    ],
    [
      'with a list of nodes of which one is not there',
      '{ do: greet, also: [2, 9] }',
      '6:28: commands.0.also.1: expected a node from 0 to 2, found 9',
    ],
    ['at no time', '{ at: 5, do: say, word: a }', '6:11: commands.0.at: expected a time with a unit'],
  ])('are refused %s', (_what, command, message) => {
    const problems = problemsOf(`${head}commands:\n  - ${command}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  test('are refused at block level, which knows no nodes', () => {
    const text =
      'name: b\ndetail: blocks\nstop: { blocks: 5 }\nnodes: { count: 3 }\nprotocols: { pow: { kind: pow } }\n';
    expect(problemsOf(`${text}commands: [{ do: mine }]\n`)[0]).toContain(
      '6:11: commands: expected none with detail: blocks',
    );
  });

  test('whose options take a key of the scenario are refused with the protocol', () => {
    const commands = { say: { describe: '', schema: z.object({ at: z.string() }), handle: () => {} } };
    expect(() => createRegistry({ protocols: [{ ...told, commands }] })).toThrow('options of "say"');
  });
});

describe('commands that every protocol of a sort has', () => {
  test('a miner solves a puzzle when it is told to, and all do in turn', () => {
    const commands = [
      { at: 1e6, node: 2, do: 'mine', options: {} },
      { at: 2e6, node: 1, do: 'mine-all', options: { gap: '500 ms' } },
    ];
    const world = worldWith(3, { stop: { time: 10e6, blocks: 1e9 }, commands });
    const record = run(pow, world, { params: { interval: '100 d', confirmations: 0 } });
    expect(record.columns).toMatchObject({ blocks_canonical: 4, blocks_stale: 0 });
    expect(record.producers.map(({ canonical }) => canonical)).toEqual([1, 1, 2]);
  });

  test('a request that a user brings is confirmed as any other', () => {
    const commands = [
      { at: 1e6, node: 1, do: 'submit', options: {} },
      { at: 2e6, node: 0, do: 'mine', options: {} },
    ];
    const world = worldWith(3, { stop: { time: 10e6, blocks: 1e9 }, commands });
    const record = run(pow, world, { params: { interval: '100 d', confirmations: 0 } });
    // Made at 1 s; the miner has it as final at 2 s, the others when the block has come.
    expect(record.latencyQuantilesS[0]).toBeCloseTo(1, 6);
    expect(record.latencyQuantilesS[100]).toBeCloseTo(1.1, 6);
  });
});
