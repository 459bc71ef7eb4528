import { Simulator } from '../../src/kernel/simulator.js';

test('more messages under way than memory is meant for end a run before it begins', () => {
  const simulator = new Simulator(1);
  for (let sent = 0; sent <= 10_000_000; sent++) simulator.message(0, 0, null, 1);
  expect(simulator.run({ time: Infinity, events: Infinity })).toBe('pending');
});

test('places of messages that have arrived are used again, so that a long run is no full one', () => {
  const simulator = new Simulator(1);
  let left = 100_000;
  const pass = (): void => {
    if (left-- > 0) simulator.deliverAt(simulator.now + 1, 0, simulator.message(0, 0, null, 1));
  };
  simulator.ports.push({ deliver: pass, timeout: () => {} });
  pass();
  expect(simulator.run({ time: Infinity, events: Infinity })).toBe('idle');
  expect(simulator.message(0, 0, null, 1)).toBe(0);
});

test.each([1, 100])(
  'a run that a time limit ended goes on where it was, whatever is scheduled meanwhile: %i events',
  (count) => {
    const simulator = new Simulator(1);
    const arrivals: number[] = [];
    simulator.ports.push({ deliver: (_kind, body) => arrivals.push(body as number), timeout: () => {} });
    for (let i = 0; i < count; i++) simulator.deliverAt(20 + i, 0, simulator.message(0, 0, 20 + i, 1));
    expect(simulator.run({ time: 10, events: Infinity })).toBe('time');
    expect(simulator.now).toBe(10);
    simulator.deliverAt(15, 0, simulator.message(0, 0, 15, 1));
    expect(simulator.run({ time: 20, events: Infinity })).toBe(count === 1 ? 'idle' : 'time');
    expect(simulator.run({ time: Infinity, events: Infinity })).toBe('idle');
    expect(arrivals).toEqual([15, ...Array.from({ length: count }, (_, i) => 20 + i)]);
  },
);
