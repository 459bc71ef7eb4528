import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { decimalWeights } from '../../src/metrics/index.js';
import type { Weights } from '../../src/metrics/index.js';

const candidates = ['../shared', '../../shared'].map((folder) => path.resolve(folder, 'reference', 'data'));

/** Folder of published producer and stake tables, or undefined where this checkout has none beside it. */
export const dataFolder = candidates.find((folder) => existsSync(path.join(folder, 'expected-metrics.json')));

export function readExpected(): any {
  return JSON.parse(readFileSync(path.join(dataFolder!, 'expected-metrics.json'), 'utf8'));
}

export type Row = Record<string, string>;

/** Rows of a table with a header, fields optionally in double quotes. */
export function readTable(file: string): Row[] {
  const lines = readFileSync(path.join(dataFolder!, file), 'utf8').trimEnd().split(/\r?\n/);
  const [header, ...rows] = lines.map(fieldsOf);
  return rows.map((fields) => Object.fromEntries(header!.map((name, i) => [name, fields[i]!])));
}

function fieldsOf(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? plain! : quoted.replaceAll('""', '"'),
  );
}

/** Sums the amounts of rows that share a key. */
export function totals(rows: readonly Row[], keyOf: (row: Row, i: number) => string, column: string): Weights {
  const rowKeyed = decimalWeights(rows.map((row, i) => [String(i), row[column]!] as const));
  const sums = new Map<string, bigint>();
  rows.forEach((row, i) => {
    const key = keyOf(row, i);
    sums.set(key, (sums.get(key) ?? 0n) + rowKeyed.get(String(i))!);
  });
  return sums;
}

/** The selections of the published tables that the expected values refer to, by name. */
export function selection(name: string): Weights {
  const byRow = (row: Row, i: number) => String(i);
  const edi = /^bitcoin_edi_(\d{4})$/.exec(name);
  if (edi !== null) {
    const rows = readTable('bitcoin_pools_yearly_edi_2018_2023.csv').filter((row) => row['year'] === edi[1]);
    return totals(rows, (row) => row['entity']!, 'blocks');
  }
  if (name === 'bitcoin_edi_2022q4' || name.startsWith('bitcoin_edi_7d')) {
    const inWeek = (date: string) => date >= '2022-11-15' && date <= '2022-11-21';
    const rows = readTable('bitcoin_pools_daily_edi_2022q4.csv').filter(
      (row) => name.endsWith('q4') || inWeek(row['date']!),
    );
    return totals(rows, (row) => row['entity']!, 'blocks');
  }
  const node = /^bitcoin_node_(\d{4})(_without_unknown)?$/.exec(name);
  if (node !== null) {
    const rows = readTable('bitcoin_pools_monthly_2021_2026.csv').filter(
      (row) => row['month']!.startsWith(node[1]!) && (node[2] === undefined || row['pool'] !== 'unknown'),
    );
    return totals(rows, (row) => row['pool']!, 'blocks');
  }
  if (name === 'stake_solana_epoch860') {
    const rows = readTable('solana_validator_stake_epochs_780_860.csv').filter((row) => row['epoch'] === '860');
    return totals(rows, byRow, 'active_stake_lamports');
  }
  if (name === 'stake_cardano_pools_2023-02-07')
    return totals(readTable('cardano_pool_stake_2023-02-07.csv'), byRow, 'stake_lovelace');
  if (name === 'stake_avalanche_nodes_2026-01-31')
    return totals(readTable('avalanche_validator_stake_2026-01-31.csv'), byRow, 'total_navax');
  const chain = /^stake_(\w+)_\d{4}-\d\d-\d\d(_merged_by_label)?$/.exec(name)!;
  const rows = readTable('pos_validator_stake_10chains.csv').filter((row) => row['chain'] === chain[1]);
  return totals(rows, chain[2] === undefined ? byRow : (row) => row['address']!, 'tokens');
}

export function cosmosMonth(date: string): Weights {
  const rows = readTable('cosmos_validator_stake_monthly_2023-11_2024-03.csv').filter((row) => row['date'] === date);
  return totals(rows, (row) => row['address']!, 'tokens');
}
