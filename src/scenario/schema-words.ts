/** What a schema allows, in words. */
import type { ZodType } from 'zod';
import { listed } from './wording.js';

/** The parts of zod's definitions that are read here. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, ZodType>>;
  readonly options?: readonly ZodType[];
  readonly discriminator?: string;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly innerType?: ZodType;
  readonly in?: ZodType;
}

function definitionOf(schema: ZodType): Definition {
  const definition = schema.def as unknown as Definition;
  const inner = definition.innerType ?? (definition.type === 'pipe' ? definition.in : undefined);
  return inner ? definitionOf(inner) : definition;
}

/** Every word that may stand for a value or as a key of this schema, for "did you mean". */
export function wordsOf(schema: ZodType): string[] {
  const { shape, options, discriminator, entries, values } = definitionOf(schema);
  if (shape) return Object.keys(shape);
  if (entries) return Object.values(entries);
  if (values) return values.map(String);
  if (options && discriminator !== undefined) return tagsOf(options, discriminator);
  return options ? [...new Set(options.flatMap((option) => branchWords(option)))] : [];
}

/** Of a choice among plug-ins only the key that names one is a word of its own. */
function branchWords(option: ZodType): string[] {
  const { discriminator } = definitionOf(option);
  return discriminator === undefined ? wordsOf(option) : [discriminator];
}

function tagsOf(options: readonly ZodType[], discriminator: string): string[] {
  return options.flatMap((option) => {
    const tag = definitionOf(option).shape?.[discriminator];
    return tag ? wordsOf(tag) : [];
  });
}

/** For "expected …". */
export function describeSchema(schema: ZodType): string {
  const definition = definitionOf(schema);
  const { type, shape, options, discriminator, entries, values } = definition;
  if (options && discriminator !== undefined) {
    return `a mapping with ${discriminator}, one of ${listed(tagsOf(options, discriminator))}`;
  }
  if (options) return describeOptions(options);
  if (shape) return mappingWords(shape);
  if (entries) return `one of ${listed(Object.values(entries))}`;
  if (values) return `one of ${listed(values.map(String))}`;
  return SORTS[type] ?? type;
}

function describeOptions(options: readonly ZodType[]): string {
  const keys = options.map((option) => Object.keys(definitionOf(option).shape ?? {}));
  if (keys.every((own) => own.length === 1)) return `a mapping with exactly one of ${listed(keys.flat())}`;
  return [...new Set(options.map(describeSchema))].join(', or ');
}

const SORTS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  record: 'a mapping of names',
};

function mappingWords(shape: Readonly<Record<string, ZodType>>): string {
  const keys = Object.keys(shape);
  const required = keys.filter((key) => shape[key]!._zod.optin === undefined);
  if (keys.length === 0) return 'an empty mapping';
  return `a mapping with ${listed(required.length > 0 ? required : keys)}`;
}
