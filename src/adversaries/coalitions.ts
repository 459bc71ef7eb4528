import type { Achieved, BehaviourSetting, Make, Node, NodeContext } from '../contract.js';

/** What is shared by a coalition that makes the nodes of its members itself. */
interface Conspiracy {
  readonly coalition: { member(honest: Make, me: NodeContext): Node };
}

/** The `wrap` of such a behaviour: each of its nodes is a member. */
export function asMember(honest: Make, { shared }: BehaviourSetting<any, Conspiracy>): Make {
  return (me) => shared.coalition.member(honest, me);
}

/** A figure of what a coalition achieved, summed over all coalitions under the behaviour. */
export function sumOver<C>(achieved: readonly Achieved<any, C>[], figure: (shared: C) => number): number {
  return achieved.reduce((sum, { shared }) => sum + figure(shared), 0);
}
