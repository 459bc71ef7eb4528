/** Evidence of double votes under Tendermint: heard, told, proven by blocks, paid for; and none of it beside the truth. */
import type { Behaviour } from '../../src/contract.js';
import { DoubleVotes } from '../../src/ledger/tendermint/double-votes.js';
import { registry, run, worldWith } from '../fixtures/world.js';

const vote = (height: number, value: number) => ({ height, round: 0, value });

describe('what a node knows of double votes', () => {
  test('two votes of one signer in one step prove it guilty, once; others prove nothing', () => {
    const doubles = new DoubleVotes(4);
    expect(doubles.hear('prevote', vote(3, 7), 2)).toBeUndefined();
    expect(doubles.hear('prevote', vote(3, 7), 2)).toBeUndefined();
    expect(doubles.hear('precommit', vote(3, 8), 2)).toBeUndefined();
    expect(doubles.hear('prevote', vote(3, 8), 1)).toBeUndefined();
    expect(doubles.hear('prevote', vote(4, 8), 2)).toBeUndefined();
    expect(doubles.hear('prevote', { ...vote(3, 8), round: 1 }, 2)).toBeUndefined();
    const proof = doubles.hear('prevote', vote(3, -1), 2);
    expect(proof).toEqual({ kind: 'prevote', height: 3, round: 0, culprit: 2, values: [7, -1] });
    expect(doubles.hear('prevote', vote(3, 9), 2)).toBeUndefined();
    expect(doubles.pending(4)).toEqual([proof]);
    expect(doubles.accepts([proof!], 4)).toBe(true);
    doubles.settle([proof!], 4);
    expect(doubles.pending(5)).toEqual([]);
  });

  test('a block proves no offence twice, none of its own height or long past, and nothing that is no offence', () => {
    const doubles = new DoubleVotes(4);
    const proof = { kind: 'prevote', height: 3, round: 0, culprit: 2, values: [7, 8] } as const;
    expect(doubles.accepts([proof, proof], 4)).toBe(false);
    expect(doubles.accepts([proof], 3)).toBe(false);
    expect(doubles.accepts([proof], 3 + 33)).toBe(false);
    expect(doubles.accepts([{ ...proof, values: [7, 7] }], 4)).toBe(false);
    expect(doubles.accepts([{ ...proof, kind: 'proposal' }], 4)).toBe(false);
    doubles.settle([proof], 4);
    expect(doubles.accepts([{ ...proof, values: [7, 9] }], 5)).toBe(false);
  });
});

describe('slashing under Tendermint', () => {
  const weights = [2, 1.5, 1.4, 1.3, 1.2, 1, 1];
  const runOf = (name: string, share: number, loss = 0) => {
    const behaviour: Behaviour = registry.behaviours.get(name);
    const fault = { behaviour: name, params: behaviour.params.parse({}), nodes: { ids: [0] }, at: 0, until: null };
    const world = worldWith(weights.length, {
      nodes: { weights: { kind: 'list', values: weights } },
      network: { loss },
      economy: { slashing: { share } },
      faults: [fault],
      stop: { blocks: 40 },
    } as object);
    return run(registry.protocols.get('tendermint'), world);
  };

  test.each([0, 0.05])('who tells halves different things pays by the proof, with losses of %p', (loss) => {
    const { columns, verdicts } = runOf('equivocate', 0.001, loss);
    expect(verdicts['agreement']).toMatchObject({ is: 'holds' });
    expect(verdicts['liveness']).toMatchObject({ is: 'holds' });
    const left = 1 - Number(columns['stake_slashed']) / (2 / 9.4);
    const proofs = Math.log(left) / Math.log(0.999);
    expect(proofs).toBeCloseTo(Math.round(proofs), 6);
    // A prevote and a precommit at each of 38 heights at least, whose rounds may be several.
    expect(Math.round(proofs)).toBeGreaterThanOrEqual(76);
  });

  test('a high price takes the turns of who votes twice, none of which comes to anything', () => {
    const lost = ([0.001, 0.3] as const).map((share) => Number(runOf('equivocate', share).columns['stale_rate']));
    expect(lost[1]).toBeLessThan(lost[0]! / 2);
  });

  test.each(['crash', 'silent', 'omit'])('nobody pays for %s', (name) => {
    expect(runOf(name, 0.5, 0.05).columns['stake_slashed']).toBe(0);
  });
});
