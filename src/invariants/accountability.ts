/**
 * Accountability (Sheng, Wang, Nayak, Kannan, Viswanath, "BFT Protocol Forensics", CCS 2021): when truthful nodes decide two
 * things at one height, what has been signed by then proves the guilt of at least f + 1 nodes, or of a third of the weight
 * where votes are weighted, and of no truthful one. Guilty is who voted for two things in a slot, and whom the protocol's own
 * search through the evidence accuses.
 */
import type {
  Evidence,
  Fork,
  Invariant,
  Judge,
  JudgeView,
  NodeId,
  Time,
  Value,
  Verdict,
  VoterSet,
} from '../contract.js';
import { sumOf } from '../ledger/stake-weight.js';
import { Voters } from '../ledger/voters.js';
import { Quorum, SignedVotes } from './signed-votes.js';
import { nodeAt, plural, valueInWords } from './wording.js';

/** Statements of one kind that are kept: those of so many rounds in which all speak, or at least so many. */
const ROUNDS = 64;
const LEAST_STATEMENTS = 4096;
/** Sums of weights are rounded. */
const SLACK = 1e-9;

type Statement = ReturnType<Evidence['statements']>[number];

/** The newest statements of one kind, in the order in which they were made. */
class Statements {
  private readonly most: number;
  private list: Statement[] = [];
  isShortened = false;

  constructor(n: number) {
    this.most = Math.max(LEAST_STATEMENTS, ROUNDS * n);
  }

  get all(): readonly Statement[] {
    return this.list;
  }

  add(from: NodeId, body: unknown): void {
    const last = this.list.at(-1);
    // One message to many receivers may pass the door once for each.
    if (last && last.from === from && last.body === body) return;
    this.list.push({ from, body });
    if (this.list.length < 2 * this.most) return;
    this.list = this.list.slice(this.most);
    this.isShortened = true;
  }
}

/** What has been signed, as the search for culprits sees it. */
class Transcript implements Evidence {
  readonly n: number;
  readonly blocks: Evidence['blocks'];
  private readonly quorum: Quorum;
  private readonly signed: SignedVotes;
  private readonly kept: ReadonlyMap<string, Statements>;

  constructor(view: JudgeView, signed: SignedVotes, kept: ReadonlyMap<string, Statements>) {
    this.n = view.n;
    this.blocks = view.blocks;
    this.quorum = new Quorum(view);
    this.signed = signed;
    this.kept = kept;
  }

  views(kind: string, height: number): readonly number[] {
    return this.signed.views(kind, height);
  }

  ballots(kind: string, height: number, view: number): ReadonlyMap<number, VoterSet> {
    return this.signed.slot(kind, height, view)?.votersByValue() ?? new Map<number, VoterSet>();
  }

  enough(voters: VoterSet, height = 0): boolean {
    return this.quorum.isReachedBy(voters, height);
  }

  statements(kind: string): readonly Statement[] {
    return this.kept.get(kind)?.all ?? [];
  }
}

class Accountability implements Judge {
  private readonly view: JudgeView;
  private readonly signed: SignedVotes;
  private readonly kept: ReadonlyMap<string, Statements>;
  /** Who voted for two things in a slot. */
  private readonly doubleVoters: Voters;
  /** By height: what was decided there first, by whom, when, and the newest view at that time. */
  private readonly values: Value[] = [];
  private readonly deciders: NodeId[] = [];
  private readonly times: Time[] = [];
  private readonly views: number[] = [];
  private judgement: Verdict | undefined;

  constructor(view: JudgeView) {
    this.view = view;
    this.signed = SignedVotes.of(view);
    this.kept = new Map((view.protocol.evidence ?? []).map((kind) => [kind, new Statements(view.n)]));
    this.doubleVoters = new Voters(view.n);
  }

  onStatement(_time: Time, from: NodeId, kind: string, body: unknown): void {
    if (this.judgement) return;
    if (this.signed.add(from, kind, body)) this.doubleVoters.add(from);
    this.kept.get(kind)?.add(from, body);
  }

  onDecide(time: Time, node: NodeId, height: number, value: Value): void {
    if (this.judgement || !this.view.truthful[node]) return;
    const first = this.values[height];
    if (first === undefined) {
      this.values[height] = value;
      this.deciders[height] = node;
      this.times[height] = time;
      this.views[height] = this.signed.topView;
    } else if (first !== value) {
      const { view } = this;
      const decided = (who: string, what: Value) => `${who} decided ${valueInWords(view, what)}`;
      const one = decided(nodeAt(this.deciders[height]!, this.times[height]!), first);
      const fork = `height ${height}: ${one}, ${decided(nodeAt(node, time), value)}`;
      this.judgement = this.judge({ height, first, second: value }, fork, time);
      return;
    }
    this.signed.decided(node, height);
  }

  private judge(fork: Fork, inWords: string, at: Time): Verdict {
    const { n, f, protocol, params, truthful, blocks, facts } = this.view;
    const weights = protocol.quorum?.weights?.(blocks, fork.height, facts) ?? this.view.weights;
    const accused = this.doubleVoters.copy();
    const transcript = new Transcript(this.view, this.signed, this.kept);
    for (const node of protocol.accuse?.(fork, transcript, params) ?? []) accused.add(node);
    const named = Array.from({ length: n }, (_, node) => node).filter((node) => accused.has(node));
    const wronged = named.find((node) => truthful[node]);
    if (wronged !== undefined) {
      return { is: 'violated', witness: `${inWords}; node ${wronged} is accused and has never lied`, at };
    }
    const weigh = (nodes: readonly NodeId[]) => nodes.reduce((sum, node) => sum + weights[node]!, 0);
    const isWeighted = protocol.quorum?.weighted === true;
    const all = isWeighted ? sumOf(weights) : n;
    const found = isWeighted ? weigh(named) : named.length;
    const needed = isWeighted ? (all / 3) * (1 - SLACK) : f + 1;
    if (found >= needed) return { is: 'holds' };
    if (this.lacksEvidence(fork.height)) {
      return { is: 'unknown', why: `${inWords}; too few are accused, but old statements were no longer kept` };
    }
    const who = named.length === 0 ? 'nobody is' : `only ${plural(named.length, 'node')} ${named.join(', ')} can be`;
    const least = isWeighted ? 'a third of the weight' : `${f + 1}`;
    return { is: 'violated', witness: `${inWords}; ${who} accused, and it must be ${least} at least`, at };
  }

  private lacksEvidence(height: number): boolean {
    const isShortened = [...this.kept.values()].some((statements) => statements.isShortened);
    return isShortened || this.signed.mayLack(height, this.views[height]!);
  }

  verdict(_end: Time): Verdict {
    return this.judgement ?? { is: 'unknown', why: 'there was no fork to account for' };
  }
}

/** Under a protocol that promises no culprits, nothing is recorded. */
const unpromised = ({ protocol }: JudgeView): Judge => ({
  verdict: () => ({ is: 'unknown', why: `${protocol.name} does not promise that a fork can be accounted for` }),
});

const accountability: Invariant = {
  name: 'accountability',
  describe: 'After a fork, what was signed proves at least f + 1 nodes guilty and accuses no truthful one',
  sort: 'safety',
  make: (view) => (view.protocol.accountable === true ? new Accountability(view) : unpromised(view)),
};

export default accountability;
