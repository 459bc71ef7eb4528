import type { Time } from '../contract.js';
import { duration, positiveDuration } from '../quantities.js';

/** The phases of a Tendermint round, each with a timeout of its own. */
export const PHASES = ['propose', 'prevote', 'precommit'] as const;
export type Phase = (typeof PHASES)[number];

const OPTION = { propose: 'timeoutPropose', prevote: 'timeoutPrevote', precommit: 'timeoutPrecommit' } as const;

export type PhaseTimeouts = Readonly<Record<(typeof OPTION)[Phase] | 'timeoutDelta', Time>>;

/** The options, with the defaults of CometBFT. */
export const phaseTimeoutOptions = () => ({
  timeoutPropose: positiveDuration().prefault('3 s').describe('How long a proposal is waited for in round 0'),
  timeoutPrevote: positiveDuration().prefault('1 s').describe('How long more prevotes are waited for in round 0'),
  timeoutPrecommit: positiveDuration().prefault('1 s').describe('How long more precommits are waited for in round 0'),
  timeoutDelta: duration().prefault('500 ms').describe('By how much each of these grows from round to round'),
});

export function phaseTimeout(timeouts: PhaseTimeouts, phase: Phase, round: number): Time {
  return timeouts[OPTION[phase]] + round * timeouts.timeoutDelta;
}

/** All timeouts of a round together. */
export function roundTimeout(timeouts: PhaseTimeouts, round: number): Time {
  return PHASES.reduce((sum, phase) => sum + phaseTimeout(timeouts, phase, round), 0);
}
