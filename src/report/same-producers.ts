/** Where a point of the sweep changed nothing about who produces, so that a resemblance is not taken for resistance. */
import type { RunRecord } from '../runner/record.js';
import type { Evidence, Group } from './evidence.js';

/** Protocols whose producers have as many canonical blocks each at one point as at an earlier one, seed by seed. */
export interface SameProducers {
  readonly variant: string;
  /** The earlier point with the most such protocols; the first of several. */
  readonly as: string;
  readonly protocols: readonly string[];
}

/** By point of the sweep, where there is any such protocol. */
export function sameProducers({ variants, groups }: Evidence): SameProducers[] {
  const tallies = new Map(groups.map((group) => [keyOf(group), talliesOf(group)]));
  const alike = (variant: string, as: string) =>
    groups.flatMap((group) => {
      if (group.variant !== variant) return [];
      const other = tallies.get(keyOf({ protocol: group.protocol, variant: as }));
      return other && areEqual(tallies.get(keyOf(group))!, other) ? [group.protocol] : [];
    });
  return variants.flatMap((variant, index) => {
    const found = variants.slice(0, index).map((as) => ({ variant, as, protocols: alike(variant, as) }));
    const most = Math.max(0, ...found.map(({ protocols }) => protocols.length));
    return most === 0 ? [] : [found.find(({ protocols }) => protocols.length === most)!];
  });
}

const keyOf = ({ protocol, variant }: Pick<Group, 'protocol' | 'variant'>) => JSON.stringify([protocol, variant]);

/** By seed: the canonical blocks of every producer, in order. */
function talliesOf({ records }: Group): Map<string, string> {
  return new Map(records.map((record) => [record.seed, tallyOf(record)]));
}

function tallyOf({ producers }: RunRecord): string {
  return producers.map(({ canonical }) => canonical).join(' ');
}

function areEqual(some: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): boolean {
  return some.size > 0 && some.size === others.size && [...some].every(([seed, tally]) => others.get(seed) === tally);
}
