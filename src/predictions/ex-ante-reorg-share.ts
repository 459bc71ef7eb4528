import { exAnteReorgShare } from '../theory/ex-ante-reorg.js';
import type { Prediction } from './prediction.js';

const GASPER = 'gasper';
const ATTACK = 'ex-ante-reorg';

interface Params {
  readonly validators?: number | undefined;
  readonly slotsPerEpoch: number;
  readonly slot: number;
  readonly proposerBoost: number;
}

const exAnteReorg: Prediction = {
  name: 'ex_ante_reorg_share',
  describe:
    'Share of honest blocks that are pushed out by who keeps back blocks and votes of its slots in a row: runs of its slots whose votes outweigh the boost',
  source: 'Schwarz-Schilling et al., Three Attacks on Proof-of-Stake Ethereum, FC 2022, section 4; counted by runs',
  predict({ spec, columns, faulty, producers }) {
    if (spec.kind !== GASPER) return undefined;
    const { faults } = spec.world;
    const attack = faults.find((each) => 'behaviour' in each && each.behaviour === ATTACK);
    if (!attack) return undefined;
    if (faults.length > 1) return { why: 'there are other faults' };
    if (attack.at > 0 || attack.until !== null) return { why: 'the attack does not last the whole run' };
    const measured = columns['ex_ante_reorg_share'];
    if (typeof measured !== 'number') return { why: 'no honest node had a slot' };
    const { validators: stated, slotsPerEpoch, proposerBoost } = spec.params as unknown as Params;
    const validators = stated ?? Math.max(32 * slotsPerEpoch, producers.length);
    const total = producers.reduce((sum, { weight }) => sum + weight, 0);
    const held = faulty.reduce((sum, node) => sum + producers[node]!.weight, 0);
    const own = Math.round((validators * held) / total);
    const expected = exAnteReorgShare({ validators, own, slotsPerEpoch, boost: proposerBoost / 100 });
    const standardError = Math.sqrt((expected * (1 - expected)) / Number(columns['ex_ante_honest_slots']));
    if (!(standardError > 0)) return { why: 'the outcome is certain' };
    return { expected, measured, standardError };
  },
};
export default exAnteReorg;
