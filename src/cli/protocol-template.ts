/** The files that `new protocol` writes: a protocol that works, to be changed into one's own, and a scenario for it. */

const PROTOCOL = `/**
 * NAME: leaders take turns; a proposal with the votes of a majority is decided.
 *
 * A starting point. It bears no faulty node, because nobody takes over from a leader that is silent. Node functions get
 * the node's own state \`s\` and its door to the world, \`me\`. A run can be repeated bit for bit as long as they use nothing
 * else: me.random() for Math.random, me.now for a clock, and no variable outside of \`s\` that changes. Nothing stops those
 * who do; \`consensim check NAME.yaml\` runs everything twice and names the first event that differs.
 *
 * @typedef {{ readonly height: number, readonly value: number }} Proposal
 * @typedef {{ propose: Proposal, vote: Proposal }} Messages
 * @typedef {{
 *   pauseUs: number,
 *   height: number,
 *   waiting: Set<number>,
 *   answered: Set<number>,
 *   votes: Map<string, Set<number>>,
 *   proposals: Map<number, number>,
 * }} State
 * @typedef {import('consensim').NodeContext<Messages, 'pause'>} Me
 */

/** @type {(height: number, n: number) => number} */
const leaderOf = (height, n) => height % n;

/** @type {(n: number) => number} */
const majority = (n) => Math.floor(n / 2) + 1;

/** A set, so that a second vote of the same node does not count. @type {(s: State, height: number, value: number) => Set<number>} */
function votersOf(s, height, value) {
  const key = \`\${height}/\${value}\`;
  let voters = s.votes.get(key);
  if (!voters) s.votes.set(key, (voters = new Set()));
  return voters;
}

/** @type {(s: State, me: Me) => void} */
function getReady(s, me) {
  if (leaderOf(s.height, me.n) === me.id && s.waiting.size > 0) me.setTimer('pause', s.pauseUs, s.height);
}

/** Decides as many heights as have a majority; messages of a later height may come first. @type {(s: State, me: Me) => void} */
function decideReady(s, me) {
  for (;;) {
    const value = s.proposals.get(s.height);
    if (value === undefined || votersOf(s, s.height, value).size < majority(me.n)) return;
    me.decide(s.height, value);
    for (const request of me.contents(value)) {
      s.waiting.delete(request);
      s.answered.add(request);
    }
    s.votes.delete(\`\${s.height}/\${value}\`);
    s.proposals.delete(s.height);
    s.height++;
    getReady(s, me);
  }
}

/**
 * @param {import('consensim').Kit} kit What schemas are made of
 * @returns {import('consensim').Protocol}
 */
export default ({ z, duration }) => ({
  name: 'NAME',
  describe: 'Leaders take turns; a proposal with the votes of a majority is decided',
  paper: 'Author, title, year, section',
  // Options of the protocol in a scenario file; times are microseconds here, and written with a unit there.
  params: z.object({
    pause: duration().prefault('100 ms').describe('Time that a leader gathers requests before it proposes'),
  }),
  // What it takes for granted; identity: work, stake, members, persons or hardware.
  assumes: {
    identity: 'members',
    network: 'Nothing that a leader or voter sends is lost',
    honesty: 'Everybody is honest and up; who is a member is given',
  },
  finality: { by: 'decide' },
  // The number of faulty nodes among n that it is built to bear.
  faults: () => 0,
  threshold: 'majority',
  // Longest time without a decision when no message takes longer than delta; beyond it, liveness is violated.
  livenessBound: (params, _n, delta) => 2 * (params.pause + 4 * delta),
  // Where the scenario has no workload: so many requests wait at any time, and the next comes when one is decided.
  outstanding: () => 1,

  init: (_me, params) => ({
    pauseUs: params.pause,
    height: 1,
    waiting: new Set(),
    answered: new Set(),
    votes: new Map(),
    proposals: new Map(),
  }),

  input: {
    request(s, value, me) {
      if (s.answered.has(value)) return;
      s.waiting.add(value);
      getReady(s, me);
    },
  },

  timeout: {
    pause(s, height, me) {
      if (height !== s.height || s.waiting.size === 0) return;
      me.broadcast('propose', { height, value: me.propose([...s.waiting]) });
    },
  },

  on: {
    propose(s, m, from, me) {
      // A second proposal for the same height gets no vote: that is what keeps correct nodes together.
      if (from !== leaderOf(m.height, me.n) || m.height < s.height || s.proposals.has(m.height)) return;
      s.proposals.set(m.height, m.value);
      me.broadcast('vote', m);
    },
    vote(s, m, from, me) {
      if (m.height < s.height) return;
      votersOf(s, m.height, m.value).add(from);
      decideReady(s, me);
    },
  },

  // What a liar among the nodes could say instead; without an entry, a message cannot be altered.
  forge: {},
});
`;

const SCENARIO = `# Run it with: consensim run NAME.yaml
name: NAME
asks: Does NAME decide with four honest nodes, and does everyone get a turn?
seed: first
repeat: 3
stop: { blocks: 40 }
nodes:
  count: 4
  weights: { kind: equal }
network:
  latency: { kind: uniform, min: 20 ms, max: 80 ms }
protocols:
  NAME: { kind: ./NAME.mjs, pause: 100 ms }
expect:
  agreement: holds
  validity: holds
  liveness: holds
`;

export function protocolFile(name: string): string {
  return PROTOCOL.replaceAll('NAME', name);
}

export function scenarioFile(name: string): string {
  return SCENARIO.replaceAll('NAME', name);
}
