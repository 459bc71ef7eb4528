import { z } from 'zod';
import { CrashableNode } from '../../src/adversaries/crashable-node.js';
import type { Node, NodeContext, NodeId, Observer, Protocol, Time } from '../../src/contract.js';
import { algorand } from '../../src/protocols/algorand.js';
import { pbft } from '../../src/protocols/pbft.js';
import { simulate } from '../../src/scenario/simulate.js';
import { assembled, carryOut, fault, MINUTE, registryWith, runSpec, SECOND } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';

type Messages = { word: { readonly view: number }; vote: { readonly view: number; readonly for: number } };
type Me = NodeContext<Messages, 'turn'>;

interface Heard {
  readonly view: number;
  readonly from: NodeId;
  readonly kind: keyof Messages;
}

/** Every second a view begins, led by the next node; the leader says a word on entering it, and all vote for it on hearing it. */
function turns(log: Heard[]): Protocol<{ view: number }, Messages, 'turn', object> {
  const enter = (s: { view: number }, me: Me) => {
    s.view = Math.floor(me.now / SECOND);
    const leader = s.view % me.n;
    me.enterView(0, s.view, leader, 'progress');
    me.setTimer('turn', SECOND);
    if (leader === me.id) me.broadcast('word', { view: s.view });
  };
  return {
    name: 'turns',
    describe: 'Speaks in turn',
    paper: 'none',
    params: z.object({}),
    finality: { by: 'decide' },
    threshold: 'blocking-third',
    faults: (n) => Math.floor((n - 1) / 3),
    assumes: { identity: 'members', network: '', honesty: '' },
    livenessBound: () => SECOND,
    init: () => ({ view: 0 }),
    input: { start: enter, recover: enter },
    timeout: { turn: (s, _key, me) => enter(s, me) },
    on: {
      word(_s, m, from, me) {
        if (me.id === me.n - 1) log.push({ view: m.view, from, kind: 'word' });
        me.broadcast('vote', { view: m.view, for: m.view });
      },
      vote(_s, m, from, me) {
        if (me.id === me.n - 1) log.push({ view: m.view, from, kind: 'vote' });
      },
    },
    votes: {
      word: { view: (m) => m.view, value: (m) => m.view },
      vote: { view: (m) => m.view, value: (m) => m.for },
    },
    forge: { word: (m, salt) => ({ view: m.view + 100 * salt }) },
  };
}

class Corruptions implements Observer {
  readonly seen: [number, NodeId][] = [];

  onCorrupt(time: Time, node: NodeId): void {
    this.seen.push([time / SECOND, node]);
  }
}

/** What the last of seven nodes hears within `seconds`, and who is taken when. */
function watched(name: string, params: object, options: { at?: number; until?: number; ids?: NodeId[] } = {}) {
  const log: Heard[] = [];
  const { ids = [0, 1, 2, 3, 4, 5, 6], ...span } = options;
  const faults = [fault(name, { ids }, { ...span, params: { ...params } })];
  const words = { protocol: turns(log), nodes: 7, faults, stop: { time: 13.5 * SECOND } };
  const world = assembled(words);
  const corruptions = new Corruptions();
  world.host.outputs.add(corruptions);
  carryOut(world, words);
  const heard = (kind: Heard['kind']) => log.filter((each) => each.kind === kind);
  return { views: heard('word').map(({ view }) => view), heard, corruptions: corruptions.seen, world };
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('leader-targeting', () => {
  test('crashes whoever leads before a word is said, f of them for good, and they are no longer correct', () => {
    const { views, corruptions, world } = watched('leader-targeting', {});
    expect(corruptions).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(views).toEqual([2, 3, 4, 5, 6, 9, 10, 11, 12, 13]);
    expect(world.faults.correct).toEqual([false, false, true, true, true, true, true]);
    // Who only crashes never lies.
    expect(world.faults.truthful).toEqual(new Array(7).fill(true));
  });

  test.each([0, 1, 3, 7])('takes no more than its budget of %i', (budget) => {
    const { corruptions, views } = watched('leader-targeting', { budget });
    expect(corruptions.map(([, node]) => node)).toEqual(range(0, budget - 1));
    expect(views).toEqual(range(0, 13).filter((view) => view % 7 >= budget));
  });

  test('spares leaders outside the nodes it is given, and views that are not named', () => {
    expect(watched('leader-targeting', {}, { ids: [3, 5] }).corruptions).toEqual([
      [3, 3],
      [5, 5],
    ]);
    const { corruptions, views } = watched('leader-targeting', { views: [4, 11] });
    expect(corruptions).toEqual([[4, 4]]);
    expect(views).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13]);
  });

  test('lets them come back after the outage, and hits those it has again at no cost', () => {
    const { corruptions, views } = watched('leader-targeting', { budget: 2, outage: '2500 ms' });
    expect(corruptions).toHaveLength(2);
    expect(views).toEqual([2, 3, 4, 5, 6, 9, 10, 11, 12, 13]);
    const once = watched('leader-targeting', { views: [0], outage: '2500 ms' });
    // Node 0 is back in time for view 7.
    expect(once.views).toEqual(range(1, 13));
    const long = watched('leader-targeting', { views: [0], outage: '8 s' });
    expect(long.views).toEqual(range(1, 13).filter((view) => view !== 7));
  });

  test('an outage begins anew with every hit', () => {
    const { heard } = watched('leader-targeting', { budget: 1, outage: '8 s' });
    expect(heard('vote').filter(({ from }) => from === 0)).toEqual([]);
    expect(watched('leader-targeting', { views: [0], outage: '8 s' }).heard('vote')).toContainEqual({
      view: 8,
      from: 0,
      kind: 'vote',
    });
  });

  test('who is crashed in the middle of a handler sets no timer in the rest of it', () => {
    const done: string[] = [];
    const note = (what: string) => () => done.push(what);
    const door = { send: note('send'), setTimer: note('setTimer'), cancelTimer: note('cancelTimer') };
    const node: CrashableNode = new CrashableNode(
      (me) => {
        const deliver = () => {
          me.setTimer('one', 1);
          node.crash();
          me.setTimer('two', 1);
          me.send(1, 'word', {});
        };
        return { deliver } as unknown as Node;
      },
      door as unknown as NodeContext,
    );
    node.deliver(0, {}, 1);
    expect(done).toEqual(['setTimer', 'cancelTimer']);
  });

  test('takes the leader of the time when it begins, and lets all go when it ends', () => {
    const { corruptions, views } = watched('leader-targeting', {}, { at: 2.5 * SECOND, until: 9.5 * SECOND });
    expect(corruptions).toEqual([
      [2.5, 2],
      [3, 3],
    ]);
    // Node 2 says its word for view 9 when it is back.
    expect(views).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    const { views: later } = watched('leader-targeting', { budget: 1 }, { at: 0, until: 6.5 * SECOND });
    expect(later).toEqual(range(1, 13));
  });

  test('f leaders in a row stop PBFT only until the next one; f + 1 stop it for good, without a fork', () => {
    const record = (budget?: number) => {
      const hunt = fault('leader-targeting', { count: 7 }, { params: { budget } });
      const spec = runSpec({ protocol: pbft, nodes: 7, faults: [hunt], stop: { blocks: 5, time: 60 * MINUTE } });
      return simulate(spec, { registry: registryWith(pbft), key: '', tree: false });
    };
    const borne = record();
    expectContent(borne.verdicts);
    // The leader of view 1 had sent its new view, with a first batch, before anybody entered it.
    expect(borne.producers.map(({ canonical }) => canonical)).toEqual([0, 1, 4, 0, 0, 0, 0]);
    const broken = record(3);
    expect(broken.verdicts['liveness']!.is).toBe('violated');
    expect(broken.verdicts['agreement']!.is).not.toBe('violated');
  });
});

describe('adaptive', () => {
  test('silences leaders as they begin, and the taken count as liars from then on', () => {
    const { views, corruptions, world } = watched('adaptive', {}, { at: 2.5 * SECOND });
    expect(corruptions).toEqual([
      [2.5, 2],
      [3, 3],
    ]);
    expect(views).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 11, 12, 13]);
    expect(world.faults.truthful).toEqual([true, true, false, false, true, true, true]);
  });

  test('takes who has just voted, after the vote', () => {
    const { heard, corruptions } = watched('adaptive', { target: 'voters', budget: 3 });
    // Node 0 by its word; it votes for it at once, but then it is silent already. Nodes 1 and 2 by their vote for it.
    expect(corruptions).toEqual([
      [0, 0],
      [0.1, 1],
      [0.1, 2],
    ]);
    expect(heard('vote').filter(({ from }) => from <= 2)).toEqual([
      { view: 0, from: 1, kind: 'vote' },
      { view: 0, from: 2, kind: 'vote' },
    ]);
    expect(heard('word').map(({ view }) => view)).toEqual([0, 3, 4, 5, 6, 10, 11, 12, 13]);
  });

  test('at random times takes distinct candidates up to its budget', () => {
    const params = { target: 'random-times', budget: 3, every: '1 s' };
    const { corruptions } = watched('adaptive', params, { ids: [1, 3, 4, 6], at: SECOND });
    expect(corruptions).toHaveLength(3);
    expect(new Set(corruptions.map(([, node]) => node)).size).toBe(3);
    for (const [time, node] of corruptions) {
      expect([1, 3, 4, 6]).toContain(node);
      expect(time).toBeGreaterThanOrEqual(1);
    }
    const late = watched('adaptive', { ...params, every: '1 h' }, { until: 3 * SECOND });
    expect(late.corruptions).toEqual([]);
  });

  test('crashes for good, or until its end', () => {
    const forGood = watched('adaptive', { as: 'crash', budget: 2 });
    expect(forGood.views).toEqual([2, 3, 4, 5, 6, 9, 10, 11, 12, 13]);
    const untilThen = watched('adaptive', { as: 'crash', budget: 2 }, { until: 4.5 * SECOND });
    expect(untilThen.views).toEqual(range(2, 13));
  });

  test('lets the taken equivocate as one coalition', () => {
    const { heard } = watched('adaptive', { as: 'equivocate', budget: 2 });
    const lies = heard('word').filter(({ view }) => view >= 100);
    // Node 0 alone deceives the first, third and fifth of the others, so not node 6; with node 1 it deceives 2, 4 and 6.
    expect(lies.map(({ view }) => view)).toEqual([101, 107, 108]);
  });

  test.each(['leader', 'voters', 'random-times'])('never takes more than its budget (%s)', (target) => {
    for (const as of ['silent', 'crash', 'equivocate']) {
      for (const budget of [0, 1, 4]) {
        const { corruptions } = watched('adaptive', { target, as, budget, every: '500 ms' });
        expect(corruptions).toHaveLength(budget);
      }
      expect(watched('adaptive', { target, as, every: '500 ms' }).corruptions).toHaveLength(2);
    }
  });

  test.each(['silent', 'crash', 'equivocate'])('f nodes taken as %s do PBFT no harm', (as) => {
    for (const target of ['leader', 'voters', 'random-times']) {
      const plot = fault('adaptive', { count: 7 }, { params: { target, as, every: '1 s' } });
      const spec = runSpec({ protocol: pbft, nodes: 7, faults: [plot], stop: { blocks: 10, time: 60 * MINUTE } });
      const { verdicts } = simulate(spec, { registry: registryWith(pbft), key: '', tree: false });
      expectContent(verdicts);
    }
  });
});

describe('bribes by stake', () => {
  const weights = [1, 5, 2, 2, 1, 1, 3, 1, 2, 2];
  const bribed = (stake: number, target = 'voters') => {
    const params = { target, as: 'equivocate', stake };
    const faults = [fault('adaptive', { share: 1 }, { params })];
    const words = { protocol: algorand, weights, faults, stop: { blocks: 6, time: 20 * MINUTE } };
    return simulate(runSpec(words), { registry: registryWith(algorand), key: 'test', tree: false });
  };

  test('take whoever can still be paid for, and no more than the budget', () => {
    for (const stake of [0, 0.05, 0.21, 0.5]) {
      const { columns } = bribed(stake);
      expect(columns['adaptive_stake'] as number).toBeLessThanOrEqual(stake + 1e-9);
      // All vote in turn, and the poorest has a twentieth.
      expect(columns['adaptive_stake'] as number).toBeGreaterThan(stake - 0.05);
      expect((columns['adaptive_taken'] as number) > 0).toBe(stake > 0);
    }
  });

  test('leave committees safe and live while these have seats enough, and without a decision beyond', () => {
    expectContent(bribed(0.2).verdicts);
    const { verdicts, columns } = bribed(0.3);
    expect(verdicts['agreement']!.is).not.toBe('violated');
    // Of the bound, 24 minutes, twenty have passed.
    expect(verdicts['liveness']!.is).not.toBe('holds');
    expect(columns['decisions']).toBe(0);
  });

  test('are counted in stake or in nodes, not in both', () => {
    const { params } = registryWith(algorand).behaviours.get('adaptive');
    expect(params.safeParse({ budget: 1, stake: 0.1 }).success).toBe(false);
  });
});
