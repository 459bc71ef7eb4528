import type { NodeId, Protocol, Time, Value } from '../../src/contract.js';
import { streamlet } from '../../src/protocols/streamlet.js';
import { assembled, carryOut, fault, SECOND, type RunWords } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';
import { expectContent } from '../fixtures/verdicts.js';

const constant = (delayUs: number) => ({ latency: { kind: 'constant', delay: delayUs } });

interface Final {
  readonly at: Time;
  readonly height: number;
  readonly value: Value;
}

/** What each node finalizes, by whose proposal, and who leads which epoch (from 1 on), in a run. */
function watched(words: Omit<RunWords, 'protocol'>, protocol: Protocol = streamlet) {
  const all: RunWords = { protocol, ...words };
  const world = assembled(all);
  const byNode: Final[][] = Array.from({ length: words.nodes ?? 4 }, () => []);
  const leaders: NodeId[] = [-1];
  world.host.outputs.add({
    onDecide: (at, node, height, value) => void byNode[node]!.push({ at, height, value }),
    onEnterView: (_time, _node, _height, epoch, leader) => void (leaders[epoch] = leader),
  });
  carryOut(world, all);
  return { byNode, leaders, messages: world.traffic.messagesByKind(), book: world.host.values };
}

describe('the cost of an epoch', () => {
  test.each([4, 5, 6, 7, 16, 31, 64])('n = %i: n² − 1 messages: a proposal and a vote of each node', (n) => {
    const { messages } = watched({ nodes: n, stop: { time: 9 * 2 * SECOND - 1 } });
    expect(messages).toEqual({ proposal: 9 * (n - 1), vote: 9 * n * (n - 1) });
  });

  test.each([4, 5, 7, 10])('n = %i: n times as many when every message is passed on by all: n³ − n', (n) => {
    const { messages } = watched({ nodes: n, params: { echo: 'messages' }, stop: { time: 9 * 2 * SECOND - 1 } });
    expect(messages).toEqual({
      proposal: 9 * (n - 1),
      vote: 9 * n * (n - 1),
      echoedProposal: 9 * (n - 1) * (n - 1),
      echoedVote: 9 * n * (n - 1) * (n - 1),
    });
    const sum = Object.values(messages).reduce((a, b) => a + b);
    expect(sum).toBe(9 * (n * n * n - n));
  });
});

describe('finality', () => {
  test.each([
    [4, 1, 0.1],
    [4, 1, 0.5],
    [7, 2, 0.3],
    [16, 0.25, 0.125],
    [31, 1, 0.001],
  ])(
    'n = %i, Δ = %f s, δ = %f s: every block 2Δ + 2δ after its proposal, as the middle of three',
    (n, delta, delay) => {
      const params = { delta: `${delta} s` };
      const { byNode, book } = watched({ nodes: n, params, network: constant(delay * SECOND), stop: { blocks: 12 } });
      for (const own of byNode) {
        expect(own.length).toBeGreaterThanOrEqual(12);
        for (const { at, value } of own)
          expect(at - book.time(value)).toBe(Math.round((2 * delta + 2 * delay) * SECOND));
      }
    },
  );

  test('after an epoch without a block the oldest of three takes 4Δ + 2δ, and one that ends a row waits for the next', () => {
    const faults = [fault('silent', { ids: [3] })];
    const { byNode, book } = watched({ params: { leaders: 'rotating' }, faults, stop: { blocks: 18 } });
    // The first row has genesis, of epoch 0, for its oldest.
    const took = byNode[0]!
      .slice(3, 18)
      .map(({ at, value }) => [book.proposer(value), (at - book.time(value)) / SECOND]);
    expect(took).toEqual(Array.from({ length: 5 }, () => [[0, 4.2], [1, 2.2], [2, 8.2]]).flat()); // prettier-ignore
  });

  test.each([100_000, 50_000, 1_000])(
    'at δ = %i us twenty blocks take 40Δ + 2δ: Streamlet is not responsive',
    (delay) => {
      const record = run(streamlet, worldWith(4, { network: constant(delay), stop: { blocks: 20 } }));
      expect(record.columns['sim_time_s']).toBeCloseTo(40 + 2 * (delay / SECOND), 9);
    },
  );

  test.each([
    [4, 1],
    [5, 1],
    [6, 2],
    [7, 2],
    [9, 3],
  ])(
    'n = %i: 2n/3 votes are enough, and no fewer: it bears %i crashed nodes, and stops for good with one more',
    (n, most) => {
      const stop = { time: 400 * SECOND };
      const crashed = (many: number) => [fault('crash', { ids: [...Array(many).keys()] })];
      expect(watched({ nodes: n, faults: crashed(most), stop }).byNode[n - 1]!.length).toBeGreaterThan(20);
      expect(watched({ nodes: n, faults: crashed(most + 1), stop }).byNode[n - 1]).toEqual([]);
    },
  );
});

describe('leaders', () => {
  test('are drawn in public, in turn, or listed and then in turn', () => {
    const stop = { time: 18 * SECOND - 1 };
    const of = (leaders: string | number[], seed = 'a') =>
      watched({ params: { leaders }, seed, stop }).leaders.slice(1);
    expect(of('rotating')).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0]);
    expect(of([2, 2, 1])).toEqual([2, 2, 1, 3, 0, 1, 2, 3, 0]);
    expect(of('random')).toEqual(of('random'));
    expect(of('random')).not.toEqual(of('random', 'b'));
  });

  /** Epochs from the end of one row of k honest leaders to the end of the next, which begins after it. */
  function waits(honest: readonly boolean[], k: number): number[] {
    const found: number[] = [];
    let [since, row] = [0, 0];
    for (const is of honest) {
      since++;
      row = is ? row + 1 : 0;
      if (row < k) continue;
      found.push(since);
      [since, row] = [0, 0];
    }
    return found;
  }

  test('with a silent third the next row of 3 and 5 honest ones takes 7.125 and 19.781 epochs; each of 3 finalizes', () => {
    const epochs = 30_000;
    const stop = { time: epochs * 2 * SECOND, events: 1e7 };
    const { byNode, leaders } = watched({ nodes: 3, faults: [fault('silent', { ids: [0] })], stop });
    const honest = leaders.slice(1, epochs + 1).map((leader) => leader !== 0);
    const p = 2 / 3;
    for (const [k, expected] of [
      [3, 7.125],
      [5, 19.78125],
    ] as const) {
      // prettier-ignore
      const found = waits(honest, k);
      const mean = found.reduce((sum, wait) => sum + wait, 0) / found.length;
      const pk = Math.pow(p, k);
      expect((1 - pk) / (pk * (1 - p))).toBeCloseTo(expected, 9);
      // Variance of the wait: (1 − (2k + 1) q pᵏ − p²ᵏ⁺¹) / (q pᵏ)², so a standard error of about 0.08 and 0.44 epochs.
      const deviation = Math.sqrt(1 - (2 * k + 1) * (1 - p) * pk - pk * pk * p) / ((1 - p) * pk);
      expect(Math.abs(mean - expected)).toBeLessThan(3 * (deviation / Math.sqrt(found.length)));
    }
    // New blocks are final in each epoch that is the third honest one in a row or a later one, and in no other.
    const expectedTimes = [...honest.keys()]
      .filter((at) => honest[at] && (at === 0 || honest[at - 1]) && (at < 2 || honest[at - 2]) && at > 0)
      // Node 1 needs the leader's vote and its own; as the leader it waits for another's.
      .map((at) => Math.round((at * 2 + (leaders[at + 1] === 1 ? 0.2 : 0.1)) * SECOND));
    expect([...new Set(byNode[1]!.map(({ at }) => at))]).toEqual(expectedTimes);
  });
});

describe('partial synchrony', () => {
  /** Starts of all rows of five epochs from `from` on whose leaders are none of the liars. */
  function rowsOfFive(leaders: readonly NodeId[], liars: number, from: Time, until: Time): Time[] {
    const starts: Time[] = [];
    for (let epoch = 1; epoch + 4 < leaders.length; epoch++) {
      const at = (epoch - 1) * 2 * SECOND;
      if (at < from || at + 10 * SECOND > until) continue;
      if (leaders.slice(epoch, epoch + 5).every((leader) => leader >= liars)) starts.push(at);
    }
    return starts;
  }

  test.each(['certificates', 'messages'])(
    'after GST five honest leaders in a row give a new final block, whatever liars hide (echo: %s)',
    (echo) => {
      let [rows, answers] = [0, 0];
      for (const n of [4, 7]) {
        for (let seed = 0; seed < 12; seed++) {
          const liars = Math.floor((n - 1) / 3);
          const ids = [...Array(liars).keys()];
          // They lead in two ways at once, and show their votes to one honest node alone.
          const faults = [
            fault('equivocate', { ids }, { params: { kinds: ['proposal'], halves: 'drawn' } }),
            fault('late-release', { ids }, { params: { kinds: ['vote'] } }),
          ];
          const synchrony = { gst: 15.3 * SECOND, delta: SECOND, before: 'adversarial' as const };
          const latency = { kind: 'uniform', min: 10_000, max: 330_000 };
          const until = 200 * SECOND;
          const network = { synchrony, latency };
          const seen = watched({ nodes: n, faults, network, params: { echo }, seed: `${seed}`, stop: { time: until } });
          answers += seen.messages['longer'] ?? 0;
          for (const start of rowsOfFive(seen.leaders, liars, synchrony.gst + SECOND, until)) {
            rows++;
            for (const own of seen.byNode.slice(liars)) {
              expect(own.some(({ at }) => at >= start && at < start + 10 * SECOND)).toBe(true);
            }
          }
        }
      }
      expect(rows).toBeGreaterThan(100);
      if (echo === 'certificates') expect(answers).toBeGreaterThan(100);
    },
  );

  /** A liar shows its block to nodes 0 and 2, and its vote to node 0, which alone sees it notarized; then it is silent. */
  const shownToOne = (echo: string, protocol?: Protocol) => {
    const ids = [3];
    const faults = [
      fault('equivocate', { ids }, { params: { kinds: ['proposal'], deceived: [1] } }),
      fault('late-release', { ids }, { params: { kinds: ['vote'], to: 0 } }),
      fault('silent', { ids }, { at: SECOND }),
    ];
    const params = { leaders: [3, 1, 2, 1, 2, 1], echo };
    return watched({ params, faults, stop: { time: 12 * SECOND - 1 } }, protocol);
  };

  test('a notarization that one node alone was shown keeps the others from one block, and not from the next five', () => {
    const { byNode, messages } = shownToOne('certificates');
    expect(messages['longer']).toBe(3);
    // Of epochs 2 to 6 the first fails; the blocks of 3 and 4 are final in 5, two delays in.
    expect(byNode.slice(0, 3).map((own) => own.map(({ at }) => at))).toEqual(
      new Array(3).fill([8_200_000, 8_200_000, 8_200_000, 10_200_000]),
    );
    expect(shownToOne('messages').byNode[1]!.length).toBeGreaterThan(0);
  });

  test('without the answer to a proposal that is refused it would keep them for ever', () => {
    const deaf: typeof streamlet = { ...streamlet, name: 'deaf', on: { ...streamlet.on, longer: () => undefined } };
    expect(shownToOne('certificates', deaf).byNode.slice(0, 3)).toEqual([[], [], []]);
  });

  test('a node that was cut off learns every notarization from the next proposal', () => {
    const cut = { partition: [[3], [0, 1, 2]], oneWay: false, at: 0, until: 31 * SECOND };
    const { byNode } = watched({
      params: { leaders: [...Array(30).fill(0)] },
      faults: [cut],
      stop: { time: 34 * SECOND },
    });
    const first = byNode[3]![0]!;
    // Epoch 17 begins at 32 s: the proposal, the question for its ancestors, their answer; its own votes came before that.
    expect([first.at, byNode[3]!.filter(({ at }) => at === first.at).length]).toEqual([32_300_000, 16]);
  });

  test('agreement, validity and liveness hold under equivocating leaders in 48 random delivery orders', () => {
    for (const n of [4, 5, 6, 7]) {
      for (let seed = 0; seed < 12; seed++) {
        const faults = [fault('equivocate', { ids: [...Array(Math.floor((n - 1) / 3)).keys()] })];
        const network = { latency: { kind: 'exponential', mean: 300_000 } };
        const record = run(streamlet, worldWith(n, { network, faults }), { seed: `order/${seed}` });
        expectContent(record.verdicts);
      }
    }
  });
});
