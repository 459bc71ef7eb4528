/** Options of Tendermint, with the defaults of CometBFT, and the clock that they set. */
import { z } from 'zod';
import type { Time } from '../../contract.js';
import { duration, positiveDuration } from '../../quantities.js';
import { byzantineFaults } from '../quorum.js';

export const options = z.object({
  timeoutPropose: positiveDuration().prefault('3 s').describe('How long a proposal is waited for in round 0'),
  timeoutPrevote: positiveDuration().prefault('1 s').describe('How long more prevotes are waited for in round 0'),
  timeoutPrecommit: positiveDuration().prefault('1 s').describe('How long more precommits are waited for in round 0'),
  timeoutDelta: duration().prefault('500 ms').describe('By how much each of these grows from round to round'),
  timeoutCommit: duration().prefault('0 s').describe('Pause after a decision before the next height (CometBFT: 1 s)'),
  skipOnNil: z
    .boolean()
    .default(false)
    .describe('Whether a quorum of precommits for nil ends a round at once (CometBFT)'),
  batch: z.int().min(1).default(100).describe('Most requests in one value'),
});

export type Options = z.infer<typeof options>;

/** The phases of a round, each with a timeout of its own. */
export const PHASES = ['propose', 'prevote', 'precommit'] as const;
export type Phase = (typeof PHASES)[number];

const OPTION = { propose: 'timeoutPropose', prevote: 'timeoutPrevote', precommit: 'timeoutPrecommit' } as const;

export function phaseTimeout(p: Options, phase: Phase, round: number): Time {
  return p[OPTION[phase]] + round * p.timeoutDelta;
}

/** All timeouts of a round together. */
function roundTimeout(p: Options, round: number): Time {
  return PHASES.reduce((sum, phase) => sum + phaseTimeout(p, phase, round), 0);
}

/** How long a round lasts before a node relays what it knows. */
export const patience = (p: Options): Time => 2 * roundTimeout(p, 0);

/** How many rounds may have failed by a time. */
function roundsBy(p: Options, time: Time): number {
  let rounds = 0;
  for (let elapsed = 0; elapsed < time; elapsed += roundTimeout(p, rounds++));
  return p.timeoutDelta > 0 ? rounds : 0;
}

/** Rounds until timeouts have outgrown the delay, and f faulty proposers; each may wait for a relay of what was lost. */
export function livenessBound(p: Options, n: number, delta: Time, healedAt: Time): Time {
  const slow = p.timeoutDelta > 0 ? Math.ceil((2 * delta) / p.timeoutDelta) : 0;
  const rounds = 2 * byzantineFaults(n) + 4 + slow;
  return 2 * rounds * roundTimeout(p, rounds + roundsBy(p, healedAt)) + p.timeoutCommit + 20 * delta;
}
