import path from 'node:path';
import { readFileSync } from 'node:fs';
import pbftAsPublished from '../../src/canaries/pbft-of-consensus-protocols.js';
import raftAsPublished from '../../src/canaries/raft-of-consensus-protocols.js';
import { lotSettings } from '../../src/ledger/lots/settings.js';
import { onDemandSettings } from '../../src/ledger/on-demand/settings.js';
import { trudecSettings } from '../../src/ledger/trudec/settings.js';
import { onDemandPow } from '../../src/protocols/on-demand-pow.js';
import { proofOfStakeInPython } from '../../src/protocols/proof-of-stake-in-python.js';
import { trudecCore } from '../../src/protocols/trudec-core.js';
import { ROOT, SHIPPED } from '../fixtures/shipped.js';

const texts = SHIPPED.filter((file) => file.startsWith('systems/')).map((file) =>
  readFileSync(path.join(ROOT, 'scenarios', file), 'utf8'),
);
/** Options in which the published preset differs from the corrected one; a pause between blocks repairs nothing. */
function switchesOf(settings: (preset: 'published' | 'corrected') => object): string[] {
  const [published, corrected] = [settings('published'), settings('corrected') as Record<string, unknown>];
  return Object.entries(published)
    .filter(([name, value]) => !['preset', 'interval'].includes(name) && corrected[name] !== value)
    .map(([name]) => name);
}
const SYSTEMS = {
  [proofOfStakeInPython.name]: switchesOf((preset) => lotSettings(proofOfStakeInPython.params.parse({ preset }))),
  [trudecCore.name]: switchesOf((preset) => trudecSettings(trudecCore.params.parse({ preset }))),
  [onDemandPow.name]: switchesOf((preset) => onDemandSettings(onDemandPow.params.parse({ preset }))),
  ...Object.fromEntries(
    [pbftAsPublished, raftAsPublished].map(({ name, params }) => [
      name,
      Object.entries(params.parse({}) as object)
        .filter(([, value]) => value === true)
        .map(([option]) => option),
    ]),
  ),
};

test('there are as many switches as defects and more', () => {
  expect(Object.values(SYSTEMS).map((switches) => switches.length >= 6)).toEqual([true, true, true, true, true]);
});

test.each(Object.entries(SYSTEMS).flatMap(([kind, switches]) => switches.map((option) => [kind, option] as const)))(
  'a scenario of %s turns %s by itself',
  (kind, option) => {
    const turned = new RegExp(`\\{[^{}]*kind: ${kind},[^{}]*\\b${option}:`);
    expect(texts.some((text) => turned.test(text))).toBe(true);
  },
);
