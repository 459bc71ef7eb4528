import dolevStrongFRounds from '../../src/canaries/dolev-strong-f-rounds.js';
import type { NodeId, Time, Value } from '../../src/contract.js';
import { dolevStrong } from '../../src/protocols/dolev-strong.js';
import { assembled, carryOut, fault, SECOND, type RunWords } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';
import { expectContent } from '../fixtures/verdicts.js';

interface Output {
  readonly at: Time;
  readonly height: number;
  readonly value: Value;
}

/** What each node outputs, whom it blames, and how many messages go out, in a run. */
function outputs(words: Omit<RunWords, 'protocol'>, protocol = dolevStrong) {
  const all: RunWords = { protocol, ...words };
  const world = assembled(all);
  const byNode: Output[][] = Array.from({ length: words.nodes ?? 4 }, () => []);
  const blamed = new Set<NodeId>();
  world.host.outputs.add({
    onDecide: (at, node, height, value) => void byNode[node]!.push({ at, height, value }),
    onBlame: (_at, _node, accused) => void blamed.add(accused),
  });
  carryOut(world, all);
  return { byNode, blamed, messages: world.traffic.messagesByKind(), book: world.host.values };
}

const constant = (delayUs: number) => ({ latency: { kind: 'constant', delay: delayUs } });

describe('Dolev–Strong with correct senders', () => {
  test.each([
    [2, 1],
    [4, 1],
    [4, 3],
    [7, 3],
    [16, 2],
    [31, 1],
  ])('n = %i, f = %i: (n − 1) + (n − 1)² messages a height, whatever f, from 1 on', (n, faulty) => {
    const record = run(dolevStrong, worldWith(n, { stop: { blocks: 9 } }), { params: { faulty } });
    expect(record.messagesByKind).toEqual({ propose: 9 * (n - 1), relay: 9 * (n - 1) * (n - 1) });
    expectContent(record.verdicts);
  });

  test('with f = 0 the first round is the last, and nobody passes anything on: n − 1 messages', () => {
    const record = run(dolevStrong, worldWith(7, { stop: { blocks: 9 } }), { params: { faulty: 0 } });
    expect(record.messagesByKind).toEqual({ propose: 9 * 6 });
  });

  test.each([
    [4, 1, 1, 0.001],
    [4, 3, 1, 0.1],
    [7, 3, 1, 0.999],
    [7, 2, 0.25, 0.25],
    [16, 5, 2, 2],
    [5, 2, 1, 0],
  ])(
    'n = %i, f = %i, Δ = %f s: decided exactly (f + 1)Δ after the proposal at a delay of %f s',
    (n, f, delta, delay) => {
      const params = { faulty: f, delta: `${delta} s` };
      const { byNode, book } = outputs({ nodes: n, params, network: constant(delay * SECOND), stop: { blocks: 6 } });
      for (const own of byNode) {
        expect(own.map(({ at }) => at)).toEqual([1, 2, 3, 4, 5, 6].map((h) => h * (f + 1) * delta * SECOND));
        expect(own.map(({ at, value }) => at - book.time(value))).toEqual(own.map(() => (f + 1) * delta * SECOND));
      }
    },
  );

  test('each node is the sender in turn, and every request is answered at the next height', () => {
    const { byNode, book } = outputs({ nodes: 5, stop: { blocks: 10 } });
    expect(byNode[3]!.map(({ value }) => book.proposer(value))).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
    expect(byNode[3]!.map(({ value }) => book.contents(value).length)).toEqual(new Array(10).fill(1));
  });

  test('the default is the largest minority, and f is below n', () => {
    const f = (n: number, faulty?: number) => dolevStrong.faults(n, dolevStrong.params.parse({ faulty }));
    expect([1, 2, 3, 4, 7, 64].map((n) => f(n))).toEqual([0, 0, 1, 1, 3, 31]);
    expect([f(4, 3), f(4, 9), f(4, 0)]).toEqual([3, 3, 0]);
  });
});

describe('Dolev–Strong with faulty senders', () => {
  test.each([4, 7, 10])(
    'n = %i: a sender of two values gets the null value and the blame, for all messages there are',
    (n) => {
      const faults = [fault('equivocate', { ids: [0] })];
      const { byNode, blamed, messages } = outputs({ nodes: n, params: { faulty: 2 }, faults, stop: { blocks: 1 } });
      for (const own of byNode.slice(1)) expect(own.map(({ value }) => value)).toEqual([0]);
      expect([...blamed]).toEqual([0]);
      expect(messages).toEqual({ propose: n - 1, relay: 2 * (n - 1) * (n - 1) });
    },
  );

  test('a silent sender costs nothing but its time, and the null value is output', () => {
    const faults = [fault('silent', { ids: [0] })];
    const { byNode, messages } = outputs({ faults, stop: { blocks: 1 } });
    for (const own of byNode.slice(1)) expect(own).toEqual([{ at: 2 * SECOND, height: 1, value: 0 }]);
    expect(messages).toEqual({});
  });

  test('all but two may lie: agreement, validity and liveness hold for n = 5, f = 3', () => {
    for (const behaviour of ['equivocate', 'silent', 'drop', 'late-release', 'twins']) {
      for (let seed = 0; seed < 6; seed++) {
        const faults = [fault(behaviour, { ids: [0, 2, 3] })];
        const world = worldWith(5, {
          faults,
          network: { latency: { kind: 'uniform', min: 1_000, max: 999_000 } },
          stop: { blocks: 20 },
        });
        const record = run(dolevStrong, world, { params: { faulty: 3 }, seed: `${behaviour}/${seed}` });
        expectContent(record.verdicts);
      }
    }
  });
});

describe('the withholding attack', () => {
  const sizes = [
    [4, 1],
    [5, 2],
    [5, 3],
    [7, 3],
    [10, 6],
  ] as const;
  const attack = (n: number, f: number, liars: number, hold: string, protocol = dolevStrong) => {
    const faults = [fault('late-release', { ids: [...Array(liars).keys()] }, { params: { hold } })];
    const { byNode } = outputs({ nodes: n, params: { faulty: f }, faults, stop: { blocks: 1 } }, protocol);
    return byNode.slice(liars).map((own) => own[0]!.value !== 0);
  };

  test.each(sizes)('n = %i: f = %i liars who release in round f fail: the one who hears them tells all', (n, f) => {
    expect(attack(n, f, f, '0 s')).toEqual(new Array(n - f).fill(true));
  });

  test.each(sizes)('n = %i: f = %i liars who release in round f + 1 fail: a signature is missing', (n, f) => {
    expect(attack(n, f, f, '1 s')).toEqual(new Array(n - f).fill(false));
  });

  test.each(sizes)('n = %i: f = %i liars succeed against f rounds: one node outputs what nobody else does', (n, f) => {
    expect(attack(n, f, f, '0 s', dolevStrongFRounds)).toEqual([true, ...new Array(n - f - 1).fill(false)]);
  });

  test.each(sizes.filter(([n, f]) => n > f + 2))(
    'n = %i: f = %i is as many as f + 1 rounds bear, and not one more',
    (n, f) => {
      expect(attack(n, f, f + 1, '0 s')).toEqual([true, ...new Array(n - f - 2).fill(false)]);
    },
  );
});

describe('beside the model', () => {
  test('a message that is slower than Δ is refused, and nobody but the sender outputs its value', () => {
    const { byNode } = outputs({ network: constant(1.5 * SECOND), stop: { time: 3 * SECOND } });
    expect(byNode.map((own) => own[0]!.value !== 0)).toEqual([true, false, false, false]);
  });

  test('a partition breaks agreement for good', () => {
    const cut = {
      partition: [
        [0, 1],
        [2, 3],
      ],
      oneWay: false,
      at: 0,
      until: 2 * SECOND,
    };
    const record = run(dolevStrong, worldWith(4, { faults: [cut] }));
    expect(record.verdicts['agreement']!.is).toBe('violated');
  });

  test('whoever was away outputs what f + 1 others say, in order, and follows again from the next height on', () => {
    const faults = [fault('crash', { ids: [2] }, { at: 2.5 * SECOND, until: 9.3 * SECOND })];
    const { byNode } = outputs({ nodes: 5, faults, stop: { blocks: 8 } });
    expect(byNode[2]!.slice(0, 3).map(({ at }) => at)).toEqual([9.5, 9.5, 9.5].map((at) => at * SECOND));
    // Node 2 is last in the order of one instant, at which the run ends.
    const [own, other] = [byNode[2]!, byNode[0]!].map((all) => all.map(({ value }) => value).slice(0, 7));
    expect(own).toEqual(other);
    expect(byNode[2]![3]!.at).toBe(12.2 * SECOND);
    expect(byNode[2]!.slice(4, 7)).toEqual(byNode[0]!.slice(4, 7));
  });

  test('where f + 1 others are more than there are it can believe nobody, and outputs nothing rather than something wrong', () => {
    const faults = [fault('crash', { ids: [2] }, { at: 5 * SECOND, until: 9 * SECOND })];
    const { byNode } = outputs({ nodes: 4, params: { faulty: 3 }, faults, stop: { blocks: 8 } });
    expect(byNode[0]!.length).toBe(8);
    expect(byNode[2]!.length).toBe(1);
  });
});
