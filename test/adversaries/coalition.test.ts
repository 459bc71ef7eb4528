import { pbft } from '../../src/protocols/pbft.js';
import { simulate } from '../../src/scenario/simulate.js';
import { fault, MINUTE, registryWith, runSpec, type RunWords } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const SEEDS = range(5).map((i) => `coalition/${i}`);
const UNEVEN = { latency: { kind: 'exponential', mean: 100_000 } };

function verdictsUnder(faults: RunWords['faults'], nodes: number, seed: string) {
  const stop = { blocks: 10, time: 10 * MINUTE };
  const spec = runSpec({ protocol: pbft, nodes, faults: faults!, seed, stop, network: UNEVEN });
  return simulate(spec, { registry: registryWith(pbft), key: '', tree: false }).verdicts;
}

describe.each([4, 7, 10])('PBFT with %i nodes', (n) => {
  const f = (n - 1) / 3;

  test.each(['parity', 'drawn'])('is forked by f + 1 equivocating colluders, the leader among them (%s)', (halves) => {
    for (const seed of SEEDS) {
      const liars = fault('equivocate', { ids: range(f + 1) }, { params: { halves } });
      expect(verdictsUnder([liars], n, seed)['agreement']!.is).toBe('violated');
    }
  });

  test.each(['parity', 'drawn'])('keeps every promise under f of them (%s)', (halves) => {
    for (const seed of SEEDS) {
      const liars = fault('equivocate', { ids: range(f) }, { params: { halves } });
      expectContent(verdictsUnder([liars], n, seed));
    }
  });
});
