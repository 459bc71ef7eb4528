import { Uplinks, type Lines } from '../../src/network/uplinks.js';

/** Node 0 sends at 8 Mbit/s (a byte a microsecond); node 1 takes 4 Mbit/s and sends at 1, node 2 takes all. */
function uplinks(occupancy: Lines['occupancy'], rate: Lines['rate'] = 'path') {
  const up = Float64Array.of(8e6, 1e6, 8e6);
  const down = Float64Array.of(16e6, 4e6, 80e6);
  return new Uplinks({ up, down, occupancy, rate, queued: [true, false] }, [0, 1, 2]);
}

describe("an endpoint's uplink", () => {
  test.each([
    // 1,000 B to node 1 take 2,000 µs, 500 B to node 2 take 500; each travels 300 µs.
    ['sending', [2_000, 2_500, 4_500]],
    ['delivery', [2_000, 2_800, 5_100]],
    ['upload', [2_000, 1_500, 3_500]],
  ] as const)('under occupancy %s sends one message after another, by hand', (occupancy, departures) => {
    const line = uplinks(occupancy);
    const send = (to: number, bytes: number) => line.departure(0, to, bytes, 0, 300);
    expect([send(1, 1_000), send(2, 500), send(1, 1_000)]).toEqual(departures);
  });

  test('is free again once it has been idle', () => {
    const line = uplinks('sending');
    line.departure(0, 2, 1_000, 0, 0);
    expect(line.departure(0, 2, 1_000, 5_000, 0)).toBe(6_000);
  });

  test('goes by the least of four rates where that is asked for: a slow uplink at the receiver slows it too', () => {
    expect(uplinks('sending', 'path').departure(0, 1, 1_000, 0, 0)).toBe(2_000);
    expect(uplinks('sending', 'least').departure(0, 1, 1_000, 0, 0)).toBe(8_000);
    expect(uplinks('sending', 'least').departure(0, 2, 1_000, 0, 0)).toBe(1_000);
  });
});
