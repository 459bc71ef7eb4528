/** Reads the points of a sweep: which key runs along the axis, and in which unit. */

/** Settings of a variant: a semicolon in quotes belongs to a value. */
const PARTS = /(?:"(?:[^"\\]|\\.)*"|[^;])+/g;

/** A variant `key=value;…` taken apart; the order of the keys is kept. */
export function settingsOf(variant: string): ReadonlyMap<string, string> {
  return new Map(
    (variant.match(PARTS) ?? []).map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    }),
  );
}

export interface SweepAxis {
  /** The key with the most distinct values, the first of them. */
  readonly key: string;
  /** Set when every value is a number with the same unit or none, a duration, or a list of another length. */
  readonly numeric: boolean;
  /** In which the values are written; `seconds` where they are durations in several units. */
  readonly unit: string;
  /** Distinct values in plan order. */
  readonly values: readonly string[];
}

const QUANTITY = /^(-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)\s*(\D*)$/i;

/** A list of names or numbers counts by its members. */
const LIST = /^\[([^[\]{}]+)\]$/;

const SECONDS: Readonly<Record<string, number>> = { us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86_400 };
export const IN_SECONDS = 'seconds';

const unitIn = (value: string): string | undefined => QUANTITY.exec(value.trim())?.[2]?.trim();

/** Where a value stands on a numeric axis of this unit. */
export function numberIn(value: string, unit = ''): number {
  if (unit === IN_SECONDS) return numberIn(value) * SECONDS[unitIn(value)!]!;
  const listed = LIST.exec(value.trim())?.[1];
  if (listed !== undefined) return listed.split(',').length;
  return Number(QUANTITY.exec(value.trim())?.[1] ?? NaN);
}

/** The axis of a sweep; null when nothing varies. */
export function sweepAxisOf(variants: readonly string[]): SweepAxis | null {
  const values = new Map<string, Set<string>>();
  for (const variant of variants) {
    for (const [key, value] of settingsOf(variant)) values.set(key, (values.get(key) ?? new Set()).add(value));
  }
  const [widest] = [...values].sort(([, a], [, b]) => b.size - a.size);
  if (!widest || widest[1].size < 2) return null;
  const texts = [...widest[1]];
  const areLists = texts.every((text) => LIST.test(text.trim()));
  if (areLists && new Set(texts.map((text) => numberIn(text))).size === texts.length) {
    return { key: widest[0], numeric: true, unit: 'how many', values: texts };
  }
  const units = new Set(texts.map(unitIn));
  const [unit] = units;
  if (units.size > 1 && texts.every((text) => (unitIn(text) ?? '') in SECONDS)) {
    return { key: widest[0], numeric: true, unit: IN_SECONDS, values: texts };
  }
  return { key: widest[0], numeric: units.size === 1 && unit !== undefined, unit: unit ?? '', values: texts };
}

/** Whether the value of one key tells that of another wherever both are set. */
function tells(one: string, other: string, points: readonly ReadonlyMap<string, string>[]): boolean {
  const told = new Map<string, string>();
  return points.every((settings) => {
    const [key, value] = [settings.get(one), settings.get(other)];
    if (key === undefined || value === undefined) return true;
    const before = told.get(key);
    told.set(key, value);
    return before === undefined || before === value;
  });
}

/** The swept keys that say more than the first ones, or one before them, say: not those that only go along. */
export function leadingKeys(points: readonly ReadonlyMap<string, string>[], first: readonly string[] = []): string[] {
  const kept = [...first];
  for (const key of new Set(points.flatMap((settings) => [...settings.keys()]))) {
    if (!kept.includes(key) && !kept.some((one) => tells(one, key, points))) kept.push(key);
  }
  return kept;
}

/** The swept keys beside the axis that say more than the axis, or one before them, says. */
export function otherKeysOf(variants: readonly string[], axis: SweepAxis): string[] {
  return leadingKeys(variants.map(settingsOf), [axis.key]).slice(1);
}
