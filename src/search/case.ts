/** Scenarios of one run as documents: what a search draws, runs, shrinks and saves is the same text that `run` reads. */
import { Document, isCollection, visit } from 'yaml';
import { finishScenario, readDraft } from '../scenario/parse.js';
import { planRuns } from '../scenario/plan.js';
import type { Registry } from '../scenario/families.js';
import { ScenarioSchemas } from '../scenario/section-validator.js';
import type { RunSpec } from '../scenario/world.js';

/** A scenario with one protocol, one seed and no sweep, in the shape of a scenario file. */
export interface Case {
  readonly name: string;
  readonly asks: string;
  readonly seed: string;
  readonly stop: { readonly blocks?: number; readonly time?: string; readonly events?: number };
  readonly nodes: { readonly count: number; readonly [key: string]: unknown };
  readonly network: { readonly [key: string]: unknown };
  readonly protocols: Readonly<Record<string, { readonly kind: string; readonly [parameter: string]: unknown }>>;
  readonly faults: readonly CaseFault[];
  readonly workload?: { readonly rate: string; readonly size: string };
  readonly expect?: Readonly<Record<string, string>>;
}

export type CaseFault = { readonly [key: string]: unknown };

/** Levels that stand on lines of their own. */
const LINES = 3;

/** Reads and writes the cases of one registry. */
export class CaseBook {
  readonly registry: Registry;
  private readonly schemas: ScenarioSchemas;
  readonly sources: ReadonlyMap<string, string>;

  /** @param sources SHA-256 of the user's own protocol files, by kind */
  constructor(registry: Registry, sources: ReadonlyMap<string, string> = new Map()) {
    this.registry = registry;
    this.schemas = new ScenarioSchemas(registry);
    this.sources = sources;
  }

  /**
   * The run that a scenario file with this text would carry out.
   * @throws ScenarioError when it is none
   */
  spec(document: Case): RunSpec {
    const draft = readDraft(caseText(document), document.name);
    const { registry, schemas, sources } = this;
    return planRuns(finishScenario(draft, { registry, schemas, sources }))[0]!;
  }
}

/** The text of a case's scenario file; `comment` stands above it, a line for each of its lines. */
export function caseText(document: Case, comment = ''): string {
  const yaml = new Document(document);
  yaml.commentBefore = comment === '' ? null : comment.replaceAll(/^/gm, ' ');
  visit(yaml, {
    // Sections and lists of sections stand on lines of their own, all that is in them on one.
    Collection: (_key, node, path) => {
      const isList = isCollection(path.at(-1)) || path.length > LINES;
      if (isList && path.length > 1) node.flow = true;
    },
  });
  return yaml.toString({ lineWidth: 118 });
}
