/**
 * No honest equivocation: a truthful node says one thing in each slot (kind of message, height, view), though it may say it
 * again. What liars sign is their own affair, and what a node signed before it was taken over is not held against it.
 */
import type { Invariant, Judge, JudgeView, NodeId, Time, Value, Verdict } from '../contract.js';
import { SignedVotes } from './signed-votes.js';
import { nodeAt, slotInWords, voteInWords } from './wording.js';

class HonestVotes implements Judge {
  private readonly view: JudgeView;
  private readonly signed: SignedVotes;
  private voted = false;
  private violation: Verdict | undefined;

  constructor(view: JudgeView) {
    this.view = view;
    this.signed = SignedVotes.of(view);
  }

  onStatement(time: Time, from: NodeId, kind: string, body: unknown): void {
    if (this.violation) return;
    const slot = this.signed.add(from, kind, body);
    if (!this.view.truthful[from]) return;
    this.voted ||= this.signed.has(kind);
    if (!slot) return;
    const votes = [...slot.votersByValue()].filter(([, voters]) => voters.has(from)).map(([value]) => value);
    const both = votes.map(voteInWords).join(' and for ');
    const witness = `${nodeAt(from, time)} has signed two different ${kind} messages in ${slotInWords(slot)}: for ${both}`;
    this.violation = { is: 'violated', witness, at: time };
  }

  onDecide(_time: Time, node: NodeId, height: number, _value: Value): void {
    if (this.view.truthful[node]) this.signed.decided(node, height);
  }

  verdict(_end: Time): Verdict {
    if (this.violation) return this.violation;
    if (this.voted) return { is: 'holds' };
    const { protocol } = this.view;
    const why = protocol.votes ? 'no truthful node has voted' : `${protocol.name} names no kind of message as a vote`;
    return { is: 'unknown', why };
  }
}

const noEquivocation: Invariant = {
  name: 'no-equivocation',
  describe: 'No truthful node signs two different votes of one kind in one view of one height',
  sort: 'safety',
  make: (view) => new HonestVotes(view),
};

export default noEquivocation;
