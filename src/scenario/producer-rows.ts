import type { ProducerRow } from '../runner/record.js';
import type { NamedNodes } from './named-nodes.js';
import type { Account } from './producers.js';

/** Rows that a record keeps at most. */
export const MOST_ROWS = 10_000;
/** At message level, where nodes are looked at one by one, up to so many have a row each. */
export const MOST_NODES_APART = 100_000;
/** So many of the largest always stand alone. */
const ALONE = MOST_ROWS / 2;

/** A row for each node, with the coins that it owns at the end where stakes change. */
export function rowsOf(
  { names, held }: NamedNodes,
  { scheduled, produced, canonical, reward }: Account,
  owned: ArrayLike<number> | undefined,
): ProducerRow[] {
  return names.map((producer, node) => {
    const row: { -readonly [Key in keyof ProducerRow]: ProducerRow[Key] } = {
      producer,
      weight: held[node]!,
      scheduled: scheduled[node]!,
      produced: produced[node]!,
      canonical: canonical[node]!,
      reward: reward[node]!,
    };
    if (owned) row.stake = owned[node]!;
    return row;
  });
}

/**
 * The rows of very many producers, kept readable: the largest by weight stand alone, and the others in groups of neighbours
 * by weight, all of about the same number, each group with its sums. What is measured has been measured before.
 * @param apart up to so many keep a row each
 */
export function groupedRows(rows: readonly ProducerRow[], apart = MOST_ROWS): readonly ProducerRow[] {
  if (rows.length <= apart) return rows;
  return membersByRow(rows).map((nodes) => sumOf(Array.from(nodes, (node) => rows[node]!)));
}

/** By node, which of the grouped rows it stands in; undefined where each has its own. */
export function placesOf(rows: readonly ProducerRow[], apart = MOST_ROWS): Int32Array | undefined {
  if (rows.length <= apart) return undefined;
  const places = new Int32Array(rows.length);
  for (const [place, nodes] of membersByRow(rows).entries()) for (const node of nodes) places[node] = place;
  return places;
}

function membersByRow(rows: readonly ProducerRow[]): Int32Array[] {
  const weights = Float64Array.from(rows, ({ weight }) => weight);
  const order = Int32Array.from(rows.keys()).sort((a, b) => weights[b]! - weights[a]! || a - b);
  const members = Array.from({ length: ALONE }, (_, rank) => order.subarray(rank, rank + 1));
  const rest = order.length - ALONE;
  const groups = MOST_ROWS - ALONE;
  for (let group = 0; group < groups; group++) {
    const from = ALONE + Math.floor((group * rest) / groups);
    const to = ALONE + Math.floor(((group + 1) * rest) / groups);
    if (to > from) members.push(order.subarray(from, to));
  }
  return members;
}

function sumOf(rows: readonly ProducerRow[]): ProducerRow {
  if (rows.length === 1) return rows[0]!;
  const sum = { weight: 0, scheduled: 0, produced: 0, canonical: 0, reward: 0 };
  let stake = 0;
  for (const row of rows) {
    sum.weight += row.weight;
    sum.scheduled += row.scheduled;
    sum.produced += row.produced;
    sum.canonical += row.canonical;
    sum.reward += row.reward;
    stake += row.stake ?? 0;
  }
  const producer = `${rows[0]!.producer} … ${rows.at(-1)!.producer}`;
  return { producer, nodes: rows.length, ...sum, ...(rows[0]!.stake !== undefined && { stake }) };
}
