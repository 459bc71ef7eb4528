import { parseScenario } from '../../src/scenario/parse.js';
import { registry } from '../fixtures/world.js';

interface Parts {
  readonly protocol: string;
  readonly faults?: string;
  readonly more?: string;
}

function loading({ protocol, faults = '', more = '' }: Parts): () => unknown {
  const fault = faults === '' ? '' : `faults: [{ nodes: { ids: [0] }, ${faults} }]\n`;
  const text = `name: idle\nstop: { blocks: 5 }\nnodes: { count: 4 }\nprotocols: { p: { ${protocol} } }\n${fault}${more}`;
  return () => parseScenario(text, 'f', registry);
}

describe('an option that would have no effect is refused', () => {
  test.each<readonly [string, Parts, string]>([
    [
      'an epoch without epochs',
      { protocol: 'kind: pow, epoch: 144' },
      'protocols.p.epoch: expected only with retarget: bitcoin',
    ],
    [
      'even at its default',
      { protocol: 'kind: pow, retarget: ema, epoch: 2016' },
      'protocols.p.epoch: expected only with retarget: bitcoin, without which it has no effect; found 2016',
    ],
    [
      'a smoothing of another rule',
      { protocol: 'kind: ghost, retarget: asert, smoothing: 10' },
      'protocols.p.smoothing: expected only with retarget: ema',
    ],
    [
      'a half-life of another rule',
      { protocol: 'kind: ghost, retarget: bitcoin, halfLife: 1 d' },
      'protocols.p.halfLife: expected only with retarget: asert',
    ],
    [
      'a split into one identity that costs nothing',
      { protocol: 'kind: pos-lots', more: 'economy: { splits: [{ owner: 0, identities: 1 }] }\n' },
      'economy.splits.0.identities: expected only with two identities or more, or a cost, without which it has no effect; found 1',
    ],
    [
      'room for requests that nobody brings',
      { protocol: 'kind: pow, blockTransactions: 10' },
      'protocols.p.blockTransactions: expected only with workload',
    ],
    [
      'a size where there are no messages',
      { protocol: 'kind: pow, blockSize: 1 kB', more: 'detail: blocks\n' },
      'protocols.p.blockSize: expected only with detail: messages',
    ],
    [
      'who is paid of nothing',
      { protocol: 'kind: bk, k: 4, pays: leader' },
      'protocols.p.pays: expected only with economy.reward',
    ],
    [
      'how fees are split that nobody pays',
      { protocol: 'kind: bitcoin-ng, leaderShare: 0.5', more: 'workload: { rate: 1 per s }\n' },
      'protocols.p.leaderShare: expected only with workload.fee',
    ],
    [
      'the depth of uncles that no block may name',
      { protocol: 'kind: ethereum-pow, mostUncles: 0, uncleDepth: 3' },
      'protocols.p.uncleDepth: expected only with mostUncles above 0',
    ],
    [
      'ties of a rule that has none',
      { protocol: 'kind: ethereum-pow, forkChoice: ghost, ties: random' },
      'protocols.p.ties: expected only with forkChoice: total-difficulty',
    ],
    [
      'the depth of no rewriting',
      { protocol: 'kind: pow', faults: 'behaviour: majority, mode: censor, depth: 3' },
      'faults.0.depth: expected only with mode: rewrite',
    ],
    [
      'blacklisted requests that nobody brings',
      { protocol: 'kind: pow', faults: 'behaviour: feather-fork, producers: [1], share: 0.1' },
      'faults.0.share: expected only with workload',
    ],
    [
      'hopping where the difficulty stands',
      { protocol: 'kind: pow', faults: 'behaviour: hash-power-hopping' },
      'faults.0.behaviour: expected a behaviour for all protocols; hash-power-hopping needs a difficulty that changes (retarget), p has none',
    ],
    [
      'hopping under constant uncles',
      { protocol: 'kind: ethereum-pow, difficulty: constant', faults: 'behaviour: hash-power-hopping' },
      'hash-power-hopping needs a difficulty that changes',
    ],
    [
      'hopping where nothing is mined',
      { protocol: 'kind: pbft', faults: 'behaviour: hash-power-hopping' },
      'hash-power-hopping needs a difficulty that changes',
    ],
    [
      'compounding of nothing',
      { protocol: 'kind: pow', more: 'economy: { compound: true }\n' },
      'economy.compound: expected only with a reward, geometric or inflation',
    ],
    [
      'halving of nothing',
      { protocol: 'kind: pow', more: 'economy: { halving: { blocks: 10 } }\n' },
      'economy: expected a reward above 0 to be halved',
    ],
  ])('%s', (_what, parts, said) => {
    expect(loading(parts)).toThrow(said);
  });

  test.each<readonly [string, Parts]>([
    ['epochs of epochs', { protocol: 'kind: pow, retarget: bitcoin, epoch: 144' }],
    ['requests', { protocol: 'kind: pow, blockTransactions: 10', more: 'workload: { rate: 1 per s }\n' }],
    ['hopping at retargets', { protocol: 'kind: ghost, retarget: ema', faults: 'behaviour: hash-power-hopping' }],
    ['hopping under Ethereum', { protocol: 'kind: ethereum-pow', faults: 'behaviour: hash-power-hopping' }],
    ['the size of a preset at block level', { protocol: 'kind: pow, preset: bitcoin-2019', more: 'detail: blocks\n' }],
  ])('and taken where it has one: %s', (_what, parts) => {
    expect(loading(parts)).not.toThrow();
  });

  test('at some point of a sweep is enough, and at none is said once, where it is written', () => {
    const swept = (values: string) =>
      loading({
        protocol: 'kind: pow, retarget: none, epoch: 144',
        more: `sweep: { protocols.p.retarget: ${values} }\n`,
      });
    expect(swept('[none, bitcoin, ema]')).not.toThrow();
    expect(swept('[none, ema]')).toThrow(
      /^f:4:[0-9]+: protocols\.p\.epoch: expected only with retarget: bitcoin[^\n]*$/,
    );
    expect(loading({ protocol: 'kind: pow', more: 'sweep: { protocols.p.epoch: [10, 20] }\n' })).toThrow(
      'sweep.protocols.p.epoch.0: expected only with retarget: bitcoin',
    );
  });
});
