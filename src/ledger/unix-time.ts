import type { Time } from '../contract.js';

/** 2023-05-15 00:00 UTC: when a run begins for those who write the time of day into blocks. */
const BEGIN_S = 1_684_108_800;
const US_PER_S = 1_000_000;

/** Seconds since 1970, as Python's `time.time()` gives them. */
export function unixSeconds(time: Time): number {
  return BEGIN_S + time / US_PER_S;
}

/** The time of a run that such seconds stand for; below 0 before it began. */
export function timeOf(seconds: number): Time {
  return Math.round((seconds - BEGIN_S) * US_PER_S);
}
