/** What became of one column along a sweep: a curve for each protocol and each combination of the other swept keys. */
import { DASHES, inkOf } from '../evidence.js';
import type { Evidence, Group, Inked } from '../evidence.js';
import { printable } from '../markup.js';
import { wordsOfKey, wordsOfValue } from '../point-names.js';
import { numberIn, otherKeysOf, settingsOf } from '../points.js';
import type { SweepAxis } from '../points.js';

export interface Place {
  readonly group: Group;
  /** The swept value, as it is written. */
  readonly value: string;
  /** As a number, where the axis is one. */
  readonly x: number;
}

export interface Curve {
  readonly ink: Inked;
  /** In the order of the axis. */
  readonly places: readonly Place[];
}

/** A point's other settings in words; empty where nothing else is swept. */
function restIn(settings: ReadonlyMap<string, string>, others: readonly string[]): string {
  return others
    .filter((key) => settings.has(key))
    .map((key) => `${key === 'as' ? '' : `${wordsOfKey(key)} `}${wordsOfValue(key, settings.get(key)!)}`)
    .join(', ');
}

/** A protocol keeps its colour; what else is swept takes dashes, or colours where there is one protocol alone. */
export function curvesAlong(evidence: Evidence, axis: SweepAxis): Curve[] {
  const others = otherKeysOf(evidence.variants, axis);
  const rests: string[] = [];
  const curves = new Map<string, { protocol: Inked; rest: string; places: Place[] }>();
  for (const group of evidence.groups) {
    const settings = settingsOf(group.variant);
    const value = settings.get(axis.key);
    if (value === undefined) continue;
    const rest = printable(restIn(settings, others));
    if (!rests.includes(rest)) rests.push(rest);
    const key = JSON.stringify([group.protocol, rest]);
    const curve = curves.get(key) ?? { protocol: group, rest, places: [] };
    curves.set(key, curve);
    curve.places.push({ group, value, x: axis.numeric ? numberIn(value, axis.unit) : axis.values.indexOf(value) });
  }
  const alone = evidence.protocols.length === 1;
  return [...curves.values()].map(({ protocol, rest, places }) => {
    const { protocol: name, kind, colour, dash } = protocol;
    const i = rests.indexOf(rest);
    const label = [alone && rest ? '' : name, rest].filter(Boolean).join(', ');
    const ink = alone
      ? inkOf(label, kind, i)
      : { protocol: label, kind, colour, dash: i === 0 ? dash : DASHES[i % DASHES.length]! };
    return { ink, places: places.sort((a, b) => a.x - b.x) };
  });
}
