import { fault, SECOND } from '../fixtures/run-words.js';
import { probed, type Happening } from './probe.js';

/** Who hears whom in the first five seconds, as `from>to`, each as often as it was. */
function pings(ids: readonly number[], params: Record<string, unknown> = {}, until?: number): string[] {
  const span = until === undefined ? {} : { until };
  const log = probed([fault('late-release', { ids }, { params, ...span })], 5.5);
  return log
    .filter(({ what, from, node }) => what === 'ping' && ids.includes(from!) && from !== node)
    .map(({ from, node }) => `${from}>${node}`);
}
const times = (many: number, ...heard: string[]) => Array.from({ length: many }, () => heard).flat();

test('what three liars would tell all goes from one to the next, and from the last to one honest node', () => {
  expect(pings([0, 1, 2])).toEqual(times(5, '0>1', '1>2', '2>3'));
});

test('the turns follow the numbers, whatever the order in which the members are named', () => {
  expect(pings([3, 0])).toEqual(times(5, '0>3', '3>1'));
});

test('a liar alone tells the first honest node, or the one that is named', () => {
  expect(pings([0])).toEqual(times(5, '0>1'));
  expect(pings([0], { to: 2 })).toEqual(times(5, '0>2'));
});

test.each([9, 0])('a node %i that is none, or a liar itself, cannot be shown anything', (to) => {
  expect(() => pings([0], { to })).toThrow(`outside the coalition, below 4; found ${to}`);
});

test('with nobody left to tell, the last keeps it', () => {
  expect(pings([0, 1, 2, 3])).toEqual(times(5, '0>1', '1>2', '2>3'));
});

test('the last may keep it longer, and kinds that are not named go to all', () => {
  const held = probed([fault('late-release', { ids: [0] }, { params: { hold: '2 s' } })], 5.5);
  const ages = held.filter(({ what, from, node }) => what === 'ping' && from === 0 && node === 1);
  expect(ages.map(({ at, sentAt }: Happening) => Math.round((at - sentAt!) * 10) / 10)).toEqual([2.1, 2.1, 2.1]);
  expect(pings([0], { kinds: ['secret'] })).toEqual(times(5, '0>1', '0>2', '0>3'));
});

test('before and after its time all is as it should be', () => {
  expect(pings([0], {}, 2.5 * SECOND)).toEqual([...times(2, '0>1'), ...times(3, '0>1', '0>2', '0>3')]);
});
