/** Approval votes by stake, and who is elected by them. */
import type { NodeId } from '../../contract.js';
import { oracleUnit } from '../oracle.js';

/** Whom each holder approves of, by holder; never written to. */
export type Ballots = readonly (readonly NodeId[])[];

/** A holder's new vote, which takes the place of the one before. */
export interface Ballot {
  readonly holder: NodeId;
  readonly candidates: readonly NodeId[];
}

export function withBallots(ballots: Ballots, fresh: readonly Ballot[]): Ballots {
  if (fresh.length === 0) return ballots;
  const changed = [...ballots];
  for (const { holder, candidates } of fresh) changed[holder] = candidates;
  return changed;
}

/** Whether a vote names some nodes, each once, and none that there is not. */
export function isBallot({ holder, candidates }: Ballot, n: number, most: number): boolean {
  if (!(holder >= 0 && holder < n) || candidates.length > most) return false;
  return new Set(candidates).size === candidates.length && candidates.every((node) => node >= 0 && node < n);
}

/** Votes at genesis: every holder for itself, and for others drawn by their stake, who are as well known as they are rich. */
export function firstBallots(stakes: ArrayLike<number>, approvals: number, seed: number): Ballots {
  const n = stakes.length;
  const cumulative = new Float64Array(n);
  let total = 0;
  for (let node = 0; node < n; node++) cumulative[node] = total += stakes[node]!;
  return Array.from({ length: n }, (_, holder) => {
    const candidates = new Set([holder]);
    // Draws that hit somebody twice are lost, so that there may be fewer.
    for (let pick = 1; pick < approvals; pick++) {
      const point = oracleUnit(seed, holder * approvals + pick) * total;
      candidates.add(
        Math.max(
          0,
          cumulative.findIndex((sum) => point < sum),
        ),
      );
    }
    return [...candidates];
  });
}

/** The `seats` candidates with the most stake behind them, ties by number; those who are barred only where seats are left. */
export function elect(
  ballots: Ballots,
  stakes: ArrayLike<number>,
  seats: number,
  barred: ReadonlySet<NodeId>,
): readonly NodeId[] {
  const behind = new Float64Array(ballots.length);
  for (const [holder, candidates] of ballots.entries()) {
    for (const candidate of candidates) behind[candidate]! += stakes[holder]!;
  }
  return Array.from(behind.keys())
    .sort((a, b) => Number(barred.has(a)) - Number(barred.has(b)) || behind[b]! - behind[a]! || a - b)
    .slice(0, seats);
}
