import type { Protocol } from '../../src/contract.js';
import type { Forecast } from '../../src/predictions/prediction.js';
import { bitcoinNg } from '../../src/protocols/bitcoin-ng.js';
import { pow } from '../../src/protocols/pow.js';
import type { RunRecord } from '../../src/runner/record.js';
import { fault } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const HOUR = 3_600_000_000;
const POWERS = [8, 2, 2, 3, 3, 2];

/** The same race for both protocols: what is mined when does not depend on what stands between the key blocks. */
function attacked(protocol: Protocol, behaviour: string, params: Record<string, unknown>): RunRecord {
  const world = worldWith(POWERS.length, {
    nodes: { count: POWERS.length, weights: { kind: 'list', values: POWERS } },
    network: { latency: { kind: 'constant', delay: 10_000 } },
    faults: [fault(behaviour, { ids: [0] }, { params })],
    stop: { time: 400 * HOUR, blocks: 1e9 },
    workload: { rate: 0.01, size: 250, senders: 'equal' },
  });
  const micro = protocol === bitcoinNg ? { microInterval: '10 min' } : {};
  return run(protocol, world, { params: { interval: '1 h', confirmations: 500, ...micro } });
}

const ATTACKS: readonly (readonly [string, Record<string, unknown>, readonly string[]])[] = [
  ['selfish-mining', { gamma: { explicit: 0.5 } }, ['attacker_share', 'selfish_gamma']],
  [
    'selfish-mining',
    { strategy: { kind: 'stubborn', lead: true, equalFork: true, trail: 1 }, gamma: { explicit: 0.5 } },
    ['attacker_share', 'selfish_gamma'],
  ],
  [
    'selfish-mining',
    { strategy: { kind: 'optimal', cutOff: 40 }, gamma: { explicit: 0.5 } },
    ['attacker_share', 'selfish_gamma'],
  ],
  [
    'double-spend',
    { confirmations: 2, giveUp: 6, premined: 1 },
    ['double_spend_attempts', 'double_spend_successes', 'double_spend_confirmation_s'],
  ],
  ['feather-fork', { producers: [1], giveUp: 3 }, ['feather_fork_attempts', 'feather_fork_successes']],
];

describe('attacks on the key blocks of Bitcoin-NG come to what they come to on Nakamoto’s chain', () => {
  test.each(ATTACKS)('%s %j', (behaviour, params, columns) => {
    const [keys, blocks] = [attacked(bitcoinNg, behaviour, params), attacked(pow, behaviour, params)];
    // There is something between them.
    expect(keys.columns['blocks_canonical'] as number).toBeGreaterThan(
      4 * (blocks.columns['blocks_canonical'] as number),
    );
    const of = (record: RunRecord) => columns.map((name) => record.columns[name]);
    expect(of(keys)).toEqual(of(blocks));
    const mined = ({ producers }: RunRecord) => producers.map(({ canonical }) => canonical);
    expect(mined(keys)).toEqual(mined(blocks));
    expect(keys.verdicts['validity']).toEqual({ is: 'holds' });
  });

  test('and theory says the same of both', () => {
    const params = { gamma: { explicit: 0.5 } };
    const [keys, blocks] = [attacked(bitcoinNg, 'selfish-mining', params), attacked(pow, 'selfish-mining', params)];
    for (const name of ['attacker_share', 'withholding_stale_rate']) {
      const [ofKeys, ofBlocks] = [keys, blocks].map((record) => record.predictions![name] as Forecast);
      expect(ofKeys!.expected).toBe(ofBlocks!.expected);
      // At the end the one chain is cut at another height than the other.
      expect(Math.abs(ofKeys!.measured - ofBlocks!.measured)).toBeLessThan(0.01);
      expect(ofKeys!.standardError / ofBlocks!.standardError).toBeCloseTo(1, 1);
    }
  });
});
