/** What the catalogue says of a function, and how it is called by the names of its arguments. */
import type { PolicyTable } from '../policy-table.js';
import type { ParameterName } from './parameters.js';

/** Arguments by name, each as its parameter's sort says. */
export class Arguments {
  private readonly values: Readonly<Partial<Record<ParameterName, number | string | readonly number[]>>>;

  constructor(values: Readonly<Partial<Record<ParameterName, number | string | readonly number[]>>>) {
    this.values = values;
  }

  has(name: ParameterName): boolean {
    return this.values[name] !== undefined;
  }

  number(name: ParameterName): number {
    return this.values[name] as number;
  }

  word(name: ParameterName): string {
    return this.values[name] as string;
  }

  list(name: ParameterName): readonly number[] {
    return this.values[name] as readonly number[];
  }
}

export interface TheoryFunction {
  /** The word on the command line. */
  readonly name: string;
  readonly describe: string;
  /** Paper and section. */
  readonly source: string;
  /** In the order in which they are shown; those with a default, or null for none, may be left out. */
  readonly parameters: Readonly<Partial<Record<ParameterName, { readonly default?: number | string | null }>>>;
  /** What comes out, by name; null where there is no such number. */
  evaluate(args: Arguments): Readonly<Record<string, number | null>>;
  /** A policy to be written to a file, for strategies that play it. */
  policy?(args: Arguments): PolicyTable;
}

/** A parameter that must be given. */
export const GIVEN = {};
