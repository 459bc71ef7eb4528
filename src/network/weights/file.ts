import { z } from 'zod';
import type { WeightDistribution } from '../../contract.js';

const params = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe('A CSV file with a header, or a JSON file: a path within the folder of the scenario. A row is a node.'),
  column: z.string().min(1).prefault('weight').describe('Column with the weights, or key of them in JSON objects.'),
  name: z.string().min(1).optional().describe('Column with the names of the nodes, each once; by default node-<id>.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits in lower case')
    .optional()
    .describe('SHA-256 that the file must have; where it is left out, that of the file when the scenario was loaded.'),
});

export type WeightsFile = z.output<typeof params>;

/** What a file holds, a row per node. */
export interface WeightTable {
  readonly weights: readonly number[];
  readonly names?: readonly string[];
  /** Of the whole file. */
  readonly sha256: string;
}

/** Reads the file of such options, or throws saying what is wrong with it, and in which line. */
export type ReadWeights = (options: WeightsFile) => WeightTable;

/** The distribution with a way to read files: here nothing can be read. */
export function weightsFrom(read: ReadWeights): WeightDistribution<WeightsFile> {
  const tableOf = (options: WeightsFile, n: number): WeightTable => {
    const table = read(options);
    const rows = table.weights.length;
    if (options.sha256 !== undefined && options.sha256 !== table.sha256)
      throw new Error(`weights file ${options.file}: expected SHA-256 ${options.sha256}, found ${table.sha256}`);
    if (rows !== n) throw new Error(`weights file ${options.file}: ${rows} rows are given for ${n} nodes`);
    if (!table.weights.some((weight) => weight > 0)) throw new Error(`weights file ${options.file}: all weights are 0`);
    return table;
  };
  return {
    name: 'file',
    describe: 'Weights from a CSV or JSON file, such as the validators of a real network.',
    params,
    settle: (options, n) => ({ ...options, sha256: tableOf(options, n).sha256 }),
    weigh(options, n) {
      const { weights, names } = tableOf(options, n);
      return names ? { weights, names } : { weights };
    },
  };
}

const file = weightsFrom(({ file: path }) => {
  throw new Error(`weights file ${path}: a scenario without a folder names no files`);
});
export default file;
