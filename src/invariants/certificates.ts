/**
 * Certificate consistency: whatever certificate a truthful node relies on has enough distinct voters by the protocol's own
 * quorum, and each of them has signed a vote of that kind, in that view of that height, for that value. A certificate that
 * many nodes share is looked at once.
 */
import type { Certificate, Invariant, Judge, JudgeView, NodeId, Time, Value, Verdict } from '../contract.js';
import { Quorum, SignedVotes } from './signed-votes.js';
import { nodeAt, slotInWords, voteInWords } from './wording.js';

/** What HotStuff and its kin begin with: nobody votes for genesis, and nobody needs to. */
function isGenesis({ height, view, value, voters }: Certificate): boolean {
  return voters.size === 0 && height === 0 && view === 0 && value === 0;
}

class CertificateConsistency implements Judge {
  private readonly view: JudgeView;
  private readonly signed: SignedVotes;
  private readonly quorum: Quorum;
  private readonly seen = new WeakSet<Certificate>();
  private checked = 0;
  /** Why a certificate could not be checked, and how many could not. */
  private doubt: string | undefined;
  private doubtful = 0;
  private violation: Verdict | undefined;

  constructor(view: JudgeView) {
    this.view = view;
    this.signed = SignedVotes.of(view);
    this.quorum = new Quorum(view);
  }

  onStatement(_time: Time, from: NodeId, kind: string, body: unknown): void {
    if (!this.violation) this.signed.add(from, kind, body);
  }

  onDecide(_time: Time, node: NodeId, height: number, _value: Value): void {
    if (this.view.truthful[node]) this.signed.decided(node, height);
  }

  onCertify(time: Time, node: NodeId, certificate: Certificate): void {
    if (this.violation || !this.view.truthful[node] || this.seen.has(certificate)) return;
    this.seen.add(certificate);
    if (isGenesis(certificate)) return;
    const doubt = this.doubtAbout(certificate);
    if (doubt !== undefined) {
      this.doubt ??= doubt;
      this.doubtful++;
      return;
    }
    this.checked++;
    const { kind, height, view, value, voters } = certificate;
    const signers = this.signed.slot(kind, height, view)?.find(value)?.voters;
    const wrong = this.quorum.objection(voters, signers, height);
    if (wrong === undefined) return;
    const what = `a certificate of ${kind} votes for ${voteInWords(value)} in ${slotInWords(certificate)}`;
    this.violation = { is: 'violated', witness: `${nodeAt(node, time)} relies on ${what}: ${wrong}`, at: time };
  }

  private doubtAbout({ kind, height, view }: Certificate): string | undefined {
    const { protocol } = this.view;
    if (!this.signed.has(kind)) return `${protocol.name} does not name ${kind} as a vote`;
    return this.signed.hasForgotten(kind, height, view) ? 'the votes in it were no longer kept' : undefined;
  }

  verdict(_end: Time): Verdict {
    if (this.violation) return this.violation;
    if (this.doubt !== undefined) {
      const all = this.doubtful + this.checked;
      return { is: 'unknown', why: `${this.doubtful} of ${all} certificates could not be checked: ${this.doubt}` };
    }
    if (this.checked === 0) return { is: 'unknown', why: 'no truthful node relied on a certificate' };
    if (this.quorum.isStated) return { is: 'holds' };
    const { name } = this.view.protocol;
    return { is: 'unknown', why: `all voters did sign, but ${name} does not say how many votes are enough` };
  }
}

const certificates: Invariant = {
  name: 'certificates',
  describe: 'Every certificate that a truthful node relies on has enough voters, and each of them signed that vote',
  sort: 'safety',
  make: (view) => new CertificateConsistency(view),
};

export default certificates;
