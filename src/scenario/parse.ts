/** From the text of a scenario file to a validated scenario, without touching any file. */
import { expectationsOf, strangeNames } from './expected.js';
import { applyOverrides, type Override, type ScenarioOptions } from './overrides.js';
import type { Feature } from './features.js';
import { isMapping } from './path.js';
import { locate } from './places.js';
import { ScenarioError, type Complaint, type Problem } from './problems.js';
import type { Registry } from './families.js';
import type { Scenario } from './scenario.js';
import { ScenarioSchemas, SectionValidator } from './section-validator.js';
import type { ParsedExpect } from './sections/expect.js';
import { expandSweep, type Point, type SweepSections } from './sweep.js';
import { VariantReader } from './variants.js';
import { shown } from './wording.js';
import { readYaml, type YamlSource } from './yaml-source.js';

type Mapping = Readonly<Record<string, unknown>>;

/** A file that can be read as YAML, with the options applied; not yet validated. */
export interface Draft {
  readonly file: string;
  readonly source: YamlSource;
  readonly document: Mapping;
  readonly overrides: readonly Override[];
  /** What is wrong with the options. */
  readonly problems: readonly Problem[];
}

const MOST_RUNS = 1_000_000;
/** Points times values of the document: what is validated at each point. */
const MOST_WORK = 5_000_000;

/**
 * Reads the text and applies the options.
 * @throws ScenarioError when there is no document to go on with
 */
export function readDraft(text: string, file: string, options: ScenarioOptions = {}): Draft {
  const problems: Problem[] = [];
  const source = readYaml(text, file, problems);
  if (!source) throw new ScenarioError(problems);
  if (!isMapping(source.value)) {
    const message = `expected a mapping with name, stop, nodes and protocols, found ${shown(source.value)}`;
    throw new ScenarioError([{ file, ...source.placeOf([]), path: '', message }]);
  }
  const { document, overrides } = applyOverrides(source.value, options, problems);
  return { file, source, document: document as Mapping, overrides, problems };
}

/** What is known of a scenario beside its text. */
export interface Surroundings {
  readonly registry: Registry;
  /** Of that registry, for whoever reads many scenarios. */
  readonly schemas?: ScenarioSchemas;
  /** SHA-256 of the user's own protocol files, by kind. */
  readonly sources?: ReadonlyMap<string, string>;
  /** What is wrong with those files. */
  readonly complaints?: readonly Complaint[];
}

/**
 * Validates a draft.
 * @throws ScenarioError with all problems of the draft
 */
export function finishScenario(
  draft: Draft,
  { registry, schemas = new ScenarioSchemas(registry), sources = new Map(), complaints = [] }: Surroundings,
): Scenario {
  const { file, source, document, overrides } = draft;
  const found: Complaint[] = [...complaints];
  const validator = new SectionValidator(schemas);
  const taken = <T>(name: Parameters<SectionValidator['section']>[0]): T | undefined => {
    const { value, complaints: own } = validator.section<T>(name, document);
    for (const complaint of own) found.push(complaint);
    return value;
  };
  const head = {
    name: taken<string>('name'),
    asks: taken<string>('asks'),
    shows: taken<readonly Feature[]>('shows'),
    seed: taken<string>('seed'),
    repeat: taken<number>('repeat'),
  };
  const points = sweepPoints(document, source, taken, found);
  const reader = new VariantReader(validator, registry, sources);
  const variants = reader.read(document, points, found);
  const names = { variants: points.map(({ variant }) => variant), labels: labelsOf(document, points) };
  const expect = taken<ParsedExpect>('expect');
  found.push(...strangeNames(document['expect'], names));
  checkRuns(
    variants.reduce((sum, { protocols }) => sum + protocols.length, 0),
    head.repeat ?? 1,
    found,
  );
  const located = found.map((complaint) => locate(complaint, file, source, overrides));
  const problems = [...draft.problems, ...located.filter((problem) => !draft.problems.some(saysTheSame(problem)))];
  if (problems.length > 0) throw new ScenarioError(problems);
  return {
    name: head.name!,
    asks: head.asks!,
    shows: head.shows!,
    seed: head.seed!,
    repeat: head.repeat!,
    variants,
    expect: expectationsOf(expect!),
  };
}

/** A number that is not finite is a fault of the text, and then one of its section as well. */
const saysTheSame = (problem: Problem) => (other: Problem) =>
  problem.path === other.path && problem.line === other.line && problem.column === other.column;

/**
 * A scenario from its text, with the plug-ins of `registry` only.
 * @throws ScenarioError with all problems of the text
 */
export function parseScenario(text: string, file: string, registry: Registry, options: ScenarioOptions = {}): Scenario {
  return finishScenario(readDraft(text, file, options), { registry });
}

/** Points of the sweep; a single one without settings when the sweep itself is faulty, so that the rest is checked. */
function sweepPoints(
  document: Mapping,
  source: YamlSource,
  taken: <T>(name: 'sweep' | 'zip' | 'exclude') => T | undefined,
  complaints: Complaint[],
): readonly Point[] {
  const before = complaints.length;
  const sections: SweepSections = { sweep: taken('sweep'), zip: taken('zip'), exclude: taken('exclude') };
  const points = expandSweep(sections, complaints);
  if (points.length * source.size > MOST_WORK) {
    const most = Math.floor(MOST_WORK / source.size);
    const path = [document['sweep'] === undefined ? 'zip' : 'sweep'];
    complaints.push({
      path,
      message: `expected at most ${most} combinations in a file this long, found ${points.length}`,
    });
  }
  return complaints.length > before ? [{ variant: '', settings: [] }] : points;
}

/** Labels of the protocols; undefined when the sweep may add some. */
function labelsOf({ protocols }: Mapping, points: readonly Point[]): readonly string[] | undefined {
  const adds = points[0]?.settings.some(({ axis: { path } }) => path[0] === 'protocols' && path.length <= 2);
  return adds || !isMapping(protocols) ? undefined : Object.keys(protocols);
}

function checkRuns(protocolsOfVariants: number, repeat: number, complaints: Complaint[]): void {
  const runs = protocolsOfVariants * repeat;
  if (runs <= MOST_RUNS) return;
  complaints.push({ path: ['repeat'], message: `expected at most ${MOST_RUNS} runs in all, found ${runs}` });
}
