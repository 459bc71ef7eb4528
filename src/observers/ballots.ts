import type { BlockView, Certificate, ChainFacts, NodeId, Observer, Protocol, Time } from '../contract.js';

type Counted = Extract<NonNullable<Protocol['voices']>, { readonly certificates: string }>;

/**
 * Whose votes stand in the certificates that correct nodes relied on: of each height and view the one that the first of them
 * held, with the voters that it had by then. Heights and views count as they rise; one that comes up again later does not.
 */
export class Ballots implements Observer {
  /** By node: what its votes weighed together. */
  readonly weights: Float64Array;
  private readonly voices: Counted;
  private readonly correct: readonly boolean[];
  private readonly blocks: BlockView;
  private readonly facts: ChainFacts;
  private readonly params: unknown;
  private height = -1;
  private view = -1;

  constructor(
    voices: Counted,
    world: { correct: readonly boolean[]; blocks: BlockView; facts: ChainFacts; params: unknown },
  ) {
    this.voices = voices;
    this.correct = world.correct;
    this.blocks = world.blocks;
    this.facts = world.facts;
    this.params = world.params;
    this.weights = new Float64Array(world.facts.weights.length);
  }

  onCertify(_time: Time, node: NodeId, certificate: Certificate): void {
    const { kind, height, view, value, voters } = certificate;
    if (kind !== this.voices.certificates || value < 0 || !this.correct[node]) return;
    if (height < this.height || (height === this.height && view <= this.view)) return;
    this.height = height;
    this.view = view;
    const { blocks, facts, params, weights } = this;
    const weigh = this.voices.weigh?.(certificate, blocks, facts, params);
    for (let voter = 0; voter < weights.length; voter++) {
      if (voters.has(voter)) weights[voter]! += weigh ? weigh[voter]! : 1;
    }
  }
}
