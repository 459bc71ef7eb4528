import { simulate } from '../../src/scenario/simulate.js';
import { fault, MINUTE, runSpec } from '../fixtures/run-words.js';
import { registry } from '../fixtures/world.js';

/** Protocols in which blocks have times that everybody checks; the last two hear of a block a slot of its own before. */
const AHEAD = {
  praos: '300 ms',
  clique: '300 ms',
  poet: '300 ms',
  'fair-rotation': '300 ms',
  'pos-lots': '300 ms',
  snowman: '300 ms',
  dpos: '3300 ms',
  aura: '5300 ms',
};
const SEEDS = ['clock/0', 'clock/1', 'clock/2'];

// Ahead: some hear of its blocks before their time, others after it. Behind: it hears of all blocks before their time.
describe.each(Object.entries(AHEAD))('a clock of %s that is wrong by about what delays vary', (name, ahead) => {
  test.each([
    { ahead, behind: '0 s' },
    { ahead: '0 s', behind: ahead },
  ])('splits nobody from the others for good: %o', (skew) => {
    for (const seed of SEEDS) {
      const spec = runSpec({
        protocol: registry.protocols.get(name),
        nodes: 9,
        seed,
        faults: [fault('clock', { ids: [0] }, { params: { ...skew, driftPpm: 0 } })],
        network: { latency: { kind: 'uniform', min: 10_000, max: 600_000 } },
        stop: { blocks: 60, time: 100 * MINUTE },
      });
      const { verdicts } = simulate(spec, { registry, key: '', tree: false });
      expect(verdicts['agreement']!.is).toBe('holds');
      expect(verdicts['liveness']!.is).toBe('holds');
    }
  });
});
