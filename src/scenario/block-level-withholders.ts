/** Coalitions that keep blocks back, as the race wants them. */
import { Takings } from '../adversaries/takings.js';
import { strategyOf, type GammaChoice, type SelfishMiningParams } from '../adversaries/withholding-options.js';
import type { NodeId, Time } from '../contract.js';
import type { SettlementListener } from '../race/settlement.js';
import type { Gamma, WithholderOptions } from '../race/withholder.js';
import type { Placed, PlacedFaults } from './placement.js';
import type { Surroundings } from './surroundings.js';

export function withholderOf({ fault, coalition }: Placed, around: Surroundings): WithholderOptions {
  const params = fault.params as unknown as SelfishMiningParams;
  const nodes = ascending(coalition);
  return {
    nodes,
    strategy: strategyOf(params, shareOf(nodes, around)),
    gamma: gammaOf(params.gamma, coalition, around),
  };
}

/** What all of them take together; undefined where there are none. */
export function takingsOf(
  withholders: readonly Placed[],
  around: Surroundings,
  interval: Time,
): { readonly takings: Takings; readonly listener: SettlementListener } | undefined {
  if (withholders.length === 0) return undefined;
  const own = new Set(withholders.flatMap(({ coalition }) => [...coalition]));
  const takings = new Takings(shareOf([...own], around), interval);
  const listener: SettlementListener = {
    canonical: (_block, _height, producer, time) => takings.canonical(own.has(producer), time),
    stale: (_block, _height, producer) => takings.stale(own.has(producer)),
  };
  return { takings, listener };
}

/** @throws when a node is under two faults, which block level cannot put together */
export function requireDisjoint({ placed }: PlacedFaults): void {
  const taken = new Set<NodeId>();
  for (const { coalition } of placed) {
    for (const node of coalition) {
      if (taken.has(node))
        throw new Error(`at block level a node is under one fault at most; node ${node} is under two`);
      taken.add(node);
    }
  }
}

/** CPR's delays: U(0, d) with d = (1 − Σ h²) ε/γ, for shares h of the honest power and the honest nodes' delay ε. */
function gammaOf(choice: GammaChoice | undefined, coalition: ReadonlySet<NodeId>, around: Surroundings): Gamma {
  if (!choice) return { by: 'network' };
  if ('explicit' in choice) return { by: 'lottery', gamma: choice.explicit };
  const outside = around.weights.filter((_, node) => !coalition.has(node));
  const total = outside.reduce((sum, weight) => sum + weight, 0);
  const meetings = 1 - outside.reduce((sum, weight) => sum + (weight / total) * (weight / total), 0);
  // Rounding must not refuse (D − 1)/D of D equal miners.
  if (choice.delays > meetings + 1e-9) {
    throw new Error(`selfish-mining: gamma by delays is at most ${meetings}, as who finds a block does not leave it`);
  }
  const [from, to] = [...around.weights.keys()].filter((node) => !coalition.has(node));
  return { by: 'delays', spread: (meetings * around.law.delay(0.5, from!, to!)) / choice.delays };
}

function shareOf(nodes: readonly NodeId[], { weights }: Surroundings): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return nodes.reduce((sum, node) => sum + weights[node]!, 0) / total;
}

function ascending(nodes: ReadonlySet<NodeId>): NodeId[] {
  return [...nodes].sort((a, b) => a - b);
}
