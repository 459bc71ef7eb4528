/**
 * The gate on the event queue's speed, relative to a plain heap of objects in the same process: `node bench/queue.js` after
 * a build. Exits with 1 when the ratio at 100,000 pending is below 4, or when the two do not give the same order.
 *
 * Hold model: pop one event, push one at now + exponential(100 ms). CPU time of the process; the two queues take turns.
 */
import { EventQueue } from '../dist/kernel/event-queue.js';
import { ReferenceHeap } from './reference-heap.js';

const SMALLEST_RATIO = 4;
const GATED_PENDING = 100_000;
const MEAN_MICROS = 100_000;
const DELAYS = 1 << 12;
const CASES = [
  { pending: 1_000, holds: 1_000_000, repetitions: 9 },
  { pending: 10_000, holds: 1_000_000, repetitions: 9 },
  { pending: 100_000, holds: 1_000_000, repetitions: 7 },
  { pending: 1_000_000, holds: 1_000_000, repetitions: 5 },
];

/** The same delays in every run (few, so as to leave the cache to the queues), from a linear congruential generator (Numerical Recipes' constants). */
const delays = new Float64Array(DELAYS);
let state = 12345;
for (let i = 0; i < DELAYS; i++) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  delays[i] = Math.round(-MEAN_MICROS * Math.log1p(-state / 4294967296));
}

// One loop for each queue, so that neither sees the other's class.
function holdQueue(queue, holds) {
  let hash = 0;
  for (let i = 0; i < holds; i++) {
    queue.pop();
    hash = (Math.imul(hash, 31) + queue.a + queue.time) | 0;
    queue.push(queue.time + delays[(queue.a + i) & (DELAYS - 1)], queue.a, i);
  }
  return hash;
}

function holdReference(queue, holds) {
  let hash = 0;
  for (let i = 0; i < holds; i++) {
    queue.pop();
    hash = (Math.imul(hash, 31) + queue.a + queue.time) | 0;
    queue.push(queue.time + delays[(queue.a + i) & (DELAYS - 1)], queue.a, i);
  }
  return hash;
}

function filled(queue, pending) {
  for (let i = 0; i < pending; i++) queue.push(delays[i & (DELAYS - 1)], i, 0);
  return queue;
}

/** @returns nanoseconds per hold, and the hash of the order of events */
function measure(hold, queue, pending, holds) {
  filled(queue, pending);
  hold(queue, pending); // spreads the times as they are in the long run
  const before = process.cpuUsage();
  const hash = hold(queue, holds);
  const { user, system } = process.cpuUsage(before);
  return { nanos: ((user + system) * 1000) / holds, hash };
}

function summary(values) {
  const sorted = Float64Array.from(values).sort();
  return { min: sorted[0], median: sorted[sorted.length >> 1] };
}

const text = ({ min, median }) => `${min.toFixed(1).padStart(7)} /${median.toFixed(1).padStart(7)}`;

for (let i = 0; i < 3; i++) {
  measure(holdQueue, new EventQueue(), 2_000, 200_000);
  measure(holdReference, new ReferenceHeap(), 2_000, 200_000);
}
console.log('pending      queue, ns min/median   reference, ns min/median   ratio of minima / of medians');
let failed = false;
for (const { pending, holds, repetitions } of CASES) {
  const ours = [];
  const theirs = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const queue = measure(holdQueue, new EventQueue(), pending, holds);
    const reference = measure(holdReference, new ReferenceHeap(), pending, holds);
    if (queue.hash !== reference.hash) {
      console.error(`the orders of events differ at ${pending} pending`);
      failed = true;
    }
    ours.push(queue.nanos);
    theirs.push(reference.nanos);
  }
  const [queue, reference] = [summary(ours), summary(theirs)];
  const ratio = reference.min / queue.min;
  console.log(
    `${String(pending).padStart(7)}      ${text(queue)}      ${text(reference)}          ` +
      `${ratio.toFixed(1)} / ${(reference.median / queue.median).toFixed(1)}`,
  );
  if (pending === GATED_PENDING && ratio < SMALLEST_RATIO) {
    console.error(
      `the queue is only ${ratio.toFixed(2)} times as fast as the reference; at least ${SMALLEST_RATIO} wanted`,
    );
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;
