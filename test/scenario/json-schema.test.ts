import { scenarioJsonSchema } from '../../src/scenario/json-schema.js';
import { createRegistry } from '../../src/scenario/registry.js';
import { fixtures } from './fixture-registry.js';

type Schema = {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly additionalProperties: Schema;
  readonly oneOf: readonly Schema[];
  readonly anyOf: readonly Schema[];
  readonly items: Schema;
} & Readonly<Record<string, unknown>>;

const schema = scenarioJsonSchema(fixtures) as Schema;

describe('the JSON Schema', () => {
  test('is a draft 7 that knows every section, requires four and lets x- keys pass', () => {
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      required: ['name', 'stop', 'nodes', 'protocols'],
      additionalProperties: false,
      patternProperties: { '^x-': {} },
    });
    expect(Object.keys(schema.properties)).toEqual(
      'name asks shows seed repeat detail stop nodes network protocols faults commands workload economy window sweep zip exclude expect'.split(
        ' ',
      ),
    );
  });

  test('offers the plug-ins with descriptions and with defaults as they are written', () => {
    const { topology, latency } = schema.properties['network']!.properties;
    expect(topology).toMatchObject({ default: { kind: 'complete' } });
    const lognormal = latency!.oneOf[1]!;
    expect(lognormal).toMatchObject({ description: 'A long tail.', additionalProperties: false, required: ['kind'] });
    expect(lognormal.properties).toMatchObject({
      kind: { const: 'lognormal', description: 'A long tail.' },
      median: { type: 'string', default: '100 ms' },
      sigma: { type: 'number', minimum: 0, default: 0.4 },
    });
  });

  test("offers protocols and a user's own file", () => {
    const options = schema.properties['protocols']!.additionalProperties.oneOf;
    expect(options.map(({ properties }) => properties['kind'])).toMatchObject([
      { const: 'chain' },
      { const: 'vote' },
      { pattern: String.raw`^\.{0,2}/.*\.m?js$` },
    ]);
  });

  test('offers the behaviours with their own options beside nodes and times', () => {
    const [behaviours, partition] = schema.properties['faults']!.items.anyOf;
    expect(Object.keys(behaviours!.oneOf[0]!.properties)).toEqual(['behaviour', 'memory', 'nodes', 'at', 'until']);
    expect(Object.keys(partition!.properties)).toEqual(['partition', 'views', 'oneWay', 'at', 'until']);
  });

  test('offers verdicts for each invariant and the names of the metrics of every run', () => {
    const { agreement, metrics } = schema.properties['expect']!.properties;
    expect(agreement!.anyOf[0]).toMatchObject({ enum: ['holds', 'violated', 'unknown'] });
    const [known, ofMessages] = metrics!.items.properties['metric']!.anyOf;
    expect(known!['enum']).toEqual(expect.arrayContaining(['gini', 'latency_p50_s', 'view_changes', 'theil']));
    expect('messages_pre_prepare').toMatch(new RegExp(ofMessages!['pattern'] as string));
  });

  test('can be made of all that is shipped', () => {
    expect(JSON.stringify(scenarioJsonSchema(createRegistry()))).toContain('pbft');
  });
});
