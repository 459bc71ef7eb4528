import path from 'node:path';
import { LiveRun } from '../../src/scenario/live.js';
import { loadScenario } from '../../src/scenario/load.js';
import { planRuns } from '../../src/scenario/plan.js';
// Jest's loader trips over modules that are asked for several times before they are there.
import '../../src/scenario/registry.js';
import { simulate } from '../../src/scenario/simulate.js';
import type { RunSpec } from '../../src/scenario/world.js';
import { ROOT, SHIPPED } from '../fixtures/shipped.js';

/**
 * As published, lots are drawn from the hash of a block with the signatures in it, which symbols cannot have: where several
 * have a stake, the same law draws another winner.
 */
const DRAWN_FROM_SIGNATURES = new Set([
  'lots-bootstrap-down published',
  'lots-bootstrap-down repaired',
  'lots-grinding published',
]);
const MOST_US = 3 * 60 * 1_000_000;

/** The run under either crypto, cut short; as small keys and puzzles as there can be. */
function modes({ kind, params, world, ...spec }: RunSpec): readonly [symbolic: RunSpec, real: RunSpec] {
  const { keyBits: _bits, zeros: _zeros, ...rest } = params;
  const small = kind === 'trudec-core' ? { zeros: 1 } : {};
  // RSA-PSS takes longer ones.
  const keyBits = kind.endsWith('consensus-protocols') ? 1024 : 512;
  const stop = { ...world.stop, time: Math.min(world.stop.time ?? Infinity, MOST_US) };
  const of = (more: object): RunSpec => ({ ...spec, kind, params: { ...rest, ...more }, world: { ...world, stop } });
  return [of({ crypto: 'symbolic' }), of({ crypto: 'real', keyBits, ...small })];
}

const systems = SHIPPED.filter((file) => file.startsWith('systems/'));

test.each(systems)('%s goes the same way with symbols and with real hashes and signatures', async (file) => {
  const { scenario, registry } = await loadScenario(path.join(ROOT, 'scenarios', file), { repeat: 1 });
  const specs = planRuns(scenario).filter(({ params }) => 'crypto' in params);
  expect(specs.length).toBeGreaterThan(0);
  for (const spec of specs) {
    const [symbolic, real] = modes(spec).map((each) => {
      const { digest, producers, columns, verdicts } = simulate(each, { registry, key: '', tree: false });
      const judged = Object.entries(verdicts).map(([name, { is }]) => [name, is]);
      return { digest, produced: producers.map(({ canonical }) => canonical), columns, judged };
    });
    const name = `${scenario.name} ${spec.protocol}`;
    if (DRAWN_FROM_SIGNATURES.has(name)) expect(symbolic!.digest).not.toBe(real!.digest);
    else expect({ name, ...symbolic }).toEqual({ name, ...real });
  }
});

test.each(['lots-demonstration', 'on-demand-unchecked', 'trudec-steady'])('%s: so do balances', async (name) => {
  const { scenario, registry } = await loadScenario(path.join(ROOT, `scenarios/systems/${name}.yaml`), { repeat: 1 });
  for (const spec of planRuns(scenario)) {
    const [symbolic, real] = modes(spec).map((each) => {
      const live = new LiveRun(each, registry, false);
      live.until(MOST_US);
      const coinsAt = (node: number) => live.view(node, 'balances', {}) as { coins: number }[];
      return Array.from({ length: live.nodes }, (_, node) => coinsAt(node).map(({ coins }) => coins));
    });
    expect(symbolic!.flat().length).toBeGreaterThan(0);
    expect(symbolic).toEqual(real);
  }
});
