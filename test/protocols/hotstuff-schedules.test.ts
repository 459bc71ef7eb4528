import type { NodeId, Protocol } from '../../src/contract.js';
import { KeyedDraw } from '../../src/kernel/keyed-draw.js';
import { hotstuffChained } from '../../src/protocols/hotstuff-chained.js';
import { hotstuff } from '../../src/protocols/hotstuff.js';
import type { Fault } from '../../src/scenario/world.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const WORLDS = 60;
const UNTIL = 7 * S;

/** Node 0 is twins; for each of the first views a leader and up to three groups that do not hear each other are drawn. */
function schedule(seed: number, views: number): { leaders: NodeId[]; faults: Fault[] } {
  const draw = new KeyedDraw(`schedule/${seed}`, 'test');
  const pick = (most: number, view: number, place: number) => Math.floor(draw.uniform(view, place) * most);
  const leaders: NodeId[] = [];
  const faults: Fault[] = [fault('twins', { ids: [0] })];
  for (let view = 1; view <= views; view++) {
    leaders.push(pick(4, view, 0));
    const drawn = 1 + pick(3, view, 1);
    const groups = Array.from({ length: drawn }, (): (NodeId | string)[] => []);
    [0, '0b', 1, 2, 3].forEach((copy, at) => groups[pick(drawn, view, 2 + at)]!.push(copy));
    const partition = groups.filter((group) => group.length > 0);
    if (partition.length > 1) faults.push({ partition, views: [view, view], oneWay: false, at: 0, until: UNTIL });
  }
  return { leaders, faults };
}

// Twins: Bano et al., "Twins: BFT Systems Made Robust", 2020.
test.each<[string, Protocol, number, number]>([
  ['basic', hotstuff, 6, 12],
  ['chained', hotstuffChained, 16, 40],
])(
  '%s HotStuff holds under random leaders and partitions by view around a twin, and decides once they end',
  (...words) => {
    const [, protocol, views, blocks] = words;
    for (const gather of ['quorum', 'nothing']) {
      for (let seed = 0; seed < WORLDS; seed++) {
        const { leaders, faults } = schedule(seed, views);
        const params = { leaders, timeout: '1 s', growth: 1, gather };
        const { verdicts } = run(protocol, worldWith(4, { faults, stop: { blocks } }), { params });
        expect({ seed, gather, ...verdicts }).toMatchObject({
          seed,
          gather,
          agreement: { is: 'holds' },
          validity: { is: 'holds' },
          liveness: { is: 'holds' },
        });
      }
    }
  },
);
