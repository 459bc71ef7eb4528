import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadScenario } from '../../src/scenario/load.js';
import { planRuns } from '../../src/scenario/plan.js';
import { ScenarioError } from '../../src/scenario/problems.js';
import { lackOf } from '../../src/scenario/protocol-shape.js';
import { createRegistry } from '../../src/scenario/registry.js';
import { registryFor } from '../../src/scenario/protocol-file.js';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');
const SMALL = 'name: small\nstop: { blocks: 10 }\nnodes: { count: 4 }\nprotocols: { p: { kind: pbft } }\n';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'consensim-load-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: string | Uint8Array): string {
  const file = path.join(folder, 'f.yaml');
  writeFileSync(file, content);
  return file;
}

async function problemsOf(file: string): Promise<string[]> {
  try {
    await loadScenario(file);
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split('\n').map((line) => line.replace(`${folder}/`, ''));
    throw error;
  }
}

describe('a scenario file', () => {
  test('is loaded with its defaults, its text, its hash and its folder', async () => {
    const loaded = await loadScenario(fileWith(SMALL));
    expect(loaded).toMatchObject({ text: SMALL, sha256: sha256(SMALL), directory: folder });
    const { variants, ...head } = loaded.scenario;
    expect(head).toEqual({
      name: 'small',
      asks: '',
      shows: [],
      seed: '1',
      repeat: 1,
      expect: { verdicts: [], metrics: [] },
    });
    expect(variants[0]!.world).toEqual({
      nodes: { count: 4, weights: { kind: 'equal' }, regions: { shares: { everywhere: 1 } } },
      network: {
        topology: { kind: 'complete' },
        latency: { kind: 'constant', delay: 100_000 },
        loss: 0,
        duplication: 0,
        requestTimeout: 20_000_000,
      },
      faults: [],
      economy: { reward: 0, compound: false },
      stop: { blocks: 10, events: 200_000_000 },
      window: { blocks: 100 },
    });
  });

  test.each([
    ['that is missing', 'absent.yaml', 'absent.yaml: no such file'],
    ['that is a folder', '', 'is a folder, expected a scenario file'],
  ])('%s is refused', async (_what, name, problem) => {
    const [first] = await problemsOf(path.join(folder, name));
    expect(first).toContain(problem);
  });

  test('that is not UTF-8 is refused', async () => {
    expect(await problemsOf(fileWith(Uint8Array.of(0x6e, 0xff, 0xfe)))).toEqual(['f.yaml: is not UTF-8 text']);
  });

  test('that is too long is refused before it is read', async () => {
    const problem = 'f.yaml: expected at most 1000000 bytes, found 1000001';
    expect(await problemsOf(fileWith('#'.repeat(1_000_001)))).toEqual([problem]);
  });

  test('may begin with a byte order mark and end its lines as Windows does', async () => {
    const { scenario } = await loadScenario(fileWith(`\u{FEFF}${SMALL.replaceAll('\n', '\r\n')}`));
    expect(scenario.name).toBe('small');
  });
});

describe('a valid scenario', () => {
  test('loads the protocols and behaviours that it names, a swept one among them, and no others', async () => {
    const swept = `${SMALL}faults: [{ behaviour: crash, nodes: { ids: [0] } }]\nsweep: { protocols.p.kind: [pbft, raft] }\n`;
    const { registry } = await loadScenario(fileWith(swept));
    expect(registry.protocols.names.toSorted()).toEqual(['pbft', 'raft']);
    expect(registry.behaviours.names).toEqual(['crash']);
  });
});

describe("a user's own protocol", () => {
  const coin = readFileSync(path.join(FIXTURES, 'coin.mjs'), 'utf8');
  const kind = path.join(FIXTURES, 'coin.mjs');
  const withKind = (...kinds: string[]) =>
    SMALL.replace('{ p: { kind: pbft } }', `{ ${kinds.map((one, at) => `p${at}: { kind: ${one} }`).join(', ')} }`);

  test('is imported by its path, and its hash becomes part of the runs', async () => {
    const { scenario, registry } = await loadScenario(fileWith(withKind(kind, 'pbft')));
    const [own, shipped] = planRuns(scenario);
    expect(own).toMatchObject({ kind, params: { sides: 2 }, sourceSha256: sha256(coin) });
    expect(shipped).not.toHaveProperty('sourceSha256');
    expect(registry.protocols.get(kind).name).toBe('coin');
  });

  test('its parameters are validated like those of a shipped one', async () => {
    const text = withKind(`${kind}, sides: 1, side: 2`);
    expect(await problemsOf(fileWith(text))).toEqual([
      expect.stringContaining('protocols.p0.sides: expected a number of at least 2, found 1'),
      expect.stringContaining('protocols.p0.side: unknown key; allowed: kind, sides; did you mean "sides"?'),
    ]);
  });

  test('may be named in the sweep', async () => {
    const text = `${SMALL}sweep: { protocols.p.kind: [pbft, ${kind}] }\n`;
    const { scenario } = await loadScenario(fileWith(text));
    expect(planRuns(scenario).map((run) => run.kind)).toEqual(['pbft', kind]);
  });

  test('that cannot be used is reported at its place, beside all other problems', async () => {
    const half = path.join(FIXTURES, 'half.mjs');
    // Of a protocol that is not known nobody can say that an option or a command is wrong.
    const more = 'repeat: 0\ncommands: [{ do: submit }]\n';
    const text = `${withKind('./absent.js, pause: 3 s', half)}${more}`;
    const problems = await problemsOf(fileWith(text));
    expect(problems).toEqual([
      'f.yaml:4:26: protocols.p0.kind: cannot use the protocol file ./absent.js: no such file',
      expect.stringMatching(/^f\.yaml:4:65: protocols\.p1\.kind: cannot use .*: its describe is not a string$/),
      'f.yaml:5:9: repeat: expected a number of at least 1, found 0',
    ]);
  });

  test.each([
    ['threshold: "most"', 'its threshold is not one of majority, blocking-third'],
    ['finality: { by: "hope" }', 'its finality is not by decide or depth'],
    ['finality: { by: "depth" }', 'its finality is by depth, but confirmations is not a function'],
    ['on: { say: 3 }', 'its on.say is not a function'],
    ['timeout: { soon: null }', 'its timeout.soon is not a function'],
    ['roles: 3', 'its roles is not an object'],
    ['requests: "some"', 'its requests is not one of all, one'],
    ['outstandin: () => 1', 'its outstandin is no part of a protocol; did you mean "outstanding"?'],
    ['input: { requests() {} }', 'its input.requests is no part of a protocol; did you mean "request"?'],
    ['bytes: { sya: () => 9 }', 'its bytes.sya is no part of a protocol'],
    ['name: "pbft"', 'its name pbft is that of a built-in protocol'],
  ])('with %s cannot be used', async (part, lack) => {
    const own = path.join(folder, `${sha256(part)}.mjs`);
    const coin = readFileSync(path.join(FIXTURES, 'coin.mjs'), 'utf8').replace(/^import.*$/m, '');
    // A folder of its own has no packages: the kit is there for that.
    writeFileSync(own, coin.replace('export default {', 'export default ({ z }) => ({').replace('};', `${part} });`));
    expect(await problemsOf(fileWith(withKind(own)))).toEqual([expect.stringContaining(lack)]);
  });

  test.each(createRegistry().protocols.all.map((protocol) => [protocol.name, protocol] as const))(
    'could be %s, part by part',
    (_name, protocol) => {
      expect(lackOf(protocol)).toBeUndefined();
    },
  );

  test('is found again by whoever carries out the runs, unless it has changed', async () => {
    const { scenario, directory } = await loadScenario(fileWith(withKind(kind)));
    const runs = planRuns(scenario);
    const registry = await registryFor(runs, directory);
    expect(registry.protocols.get(kind).name).toBe('coin');
    const changed = runs.map((run) => ({ ...run, sourceSha256: sha256('other') }));
    await expect(registryFor(changed, directory)).rejects.toThrow('has changed since the runs were planned');
  });
});
