import { pow } from '../../src/protocols/pow.js';
import type { World } from '../../src/scenario/world.js';
import { SECOND } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

/** Share of the chain and stale rate of a coalition of two among ten miners, at both levels of detail. */
function atBothLevels(gamma: object | undefined, blocks: number) {
  const params = { strategy: { kind: 'sm1' }, ...(gamma && { gamma }) };
  const faults = [{ behaviour: 'selfish-mining', params, nodes: { ids: [0, 1] }, at: 0, until: null }];
  const values = [0.2, 0.15, ...Array.from({ length: 8 }, () => 0.65 / 8)];
  const weights = { kind: 'list', values };
  const nodes = { count: 10, weights, regions: { shares: { everywhere: 1 } } };
  const world = worldWith(10, {
    nodes,
    faults,
    network: { latency: { kind: 'constant', delay: SECOND } },
    stop: { blocks },
  });
  const found = (detail: Partial<World>) => {
    const { columns } = run(pow, { ...world, ...detail }, { params: { confirmations: 1000 } });
    const mined = Number(columns['blocks_canonical']) + Number(columns['blocks_stale']);
    return { share: Number(columns['attacker_share']), stale: Number(columns['stale_rate']), mined };
  };
  return { messages: found({}), blocks: found({ detail: 'blocks' }) };
}

describe('selfish mining at message level and at block level', () => {
  test.each([
    ['an explicit gamma', { explicit: 0.5 }],
    ['a gamma by delays', { delays: 0.5 }],
    ['ties as the network has them', undefined],
  ])('%s: share and stale rate agree within four standard errors', (_name, gamma) => {
    const { messages, blocks } = atBothLevels(gamma, 20_000);
    // Of the difference of two shares, each 1/sqrt(N); stale blocks come in rounds, which is at most twice the binomial error.
    const standardError = Math.sqrt(1 / messages.mined + 1 / blocks.mined);
    expect(Math.abs(messages.share - blocks.share)).toBeLessThan(4 * standardError);
    expect(Math.abs(messages.stale - blocks.stale)).toBeLessThan(4 * standardError);
  });
});
