import { z } from 'zod';
import type { Certificate, NodeContext, NodeId, Protocol, Value } from '../../src/contract.js';
import { byzantineFaults, byzantineQuorum } from '../../src/ledger/quorum.js';
import { Tally } from '../../src/ledger/tally.js';

interface Vote {
  readonly height: number;
  readonly value: Value;
}
type Messages = { proposal: Vote; vote: Vote };
type Me = NodeContext<Messages, never>;

/** What a variant does otherwise than an honest node. */
export interface Rules {
  /** Votes that decide. */
  readonly quorum: (n: number, f: number) => number;
  /** Votes for the next handle too. */
  readonly votesTwice: boolean;
  /** The height under which the n-th decision is output. */
  readonly heightOf: (nth: number) => number;
  readonly certificateOf: (certificate: Certificate, n: number) => Certificate;
  readonly lockedView: (height: number) => number;
}

const HONEST: Rules = {
  quorum: byzantineQuorum,
  votesTwice: false,
  heightOf: (nth) => nth,
  certificateOf: (certificate) => certificate,
  lockedView: (height) => height,
};

interface State {
  readonly waiting: Value[];
  readonly votes: Tally;
  proposed: number;
  decided: number;
}

function propose(s: State, me: Me): void {
  if (me.id !== 0 || s.waiting.length === 0) return;
  me.broadcast('proposal', { height: ++s.proposed, value: me.propose(s.waiting.splice(0)) });
}

/** One round of votes under node 0, once for each request: a toy that is safe while fewer than a third lie. */
export function toy(name: string, changes: Partial<Rules> = {}): Protocol {
  const rules: Rules = { ...HONEST, ...changes };
  const protocol: Protocol<State, Messages, never, object> = {
    name,
    describe: 'One round of votes',
    paper: 'none',
    params: z.object({}),
    finality: { by: 'decide' },
    threshold: 'blocking-third',
    faults: byzantineFaults,
    assumes: { identity: 'members', network: '', honesty: '' },
    livenessBound: (_params, _n, delta) => 10 * delta,
    outstanding: () => 1,
    accountable: true,
    votes: { vote: { height: (m) => m.height, view: () => 0, value: (m) => m.value } },
    quorum: { enough: (votes, total) => votes >= byzantineQuorum(total, byzantineFaults(total)) },
    init: (me) => ({
      waiting: [],
      votes: new Tally({ kind: 'vote', n: me.n, enough: (count) => count >= rules.quorum(me.n, me.f) }),
      proposed: 0,
      decided: 0,
    }),
    input: {
      request(s, value, me) {
        s.waiting.push(value);
        propose(s, me);
      },
    },
    on: {
      proposal(_s, m, _from, me) {
        me.broadcast('vote', m);
        if (rules.votesTwice) me.broadcast('vote', { ...m, value: m.value + 1 });
      },
      vote(s, m, from: NodeId, me) {
        const certificate = s.votes.add(m.height, 0, m.value, from);
        if (!certificate || s.decided >= m.height) return;
        me.certify(rules.certificateOf(certificate, me.n));
        me.lock(0, rules.lockedView(m.height), m.value);
        s.decided++;
        me.decide(rules.heightOf(m.height), m.value);
      },
    },
  };
  return protocol;
}
