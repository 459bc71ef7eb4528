/**
 * What five published systems have between them, and how it is found here. A scenario names in `shows` those that it shows;
 * docs/systems.md is made of both.
 */

/** The systems, by the names of their repositories. */
export const SYSTEMS = [
  'truly-decentralized-blockchain-core (TruDeC)',
  'meng_advanced_cw',
  'Proof-of-Stake-in-Python',
  'Decentralized-Blockchain-Python',
  'consensus_protocols',
] as const;

/** What replays them as published, by name, and what is corrected: a preset of the same, or another protocol. */
export const REPLAYS = [
  { systems: [0], protocol: 'trudec-core', corrected: '`preset: corrected`' },
  { systems: [1], protocol: 'on-demand-pow', corrected: '`preset: corrected`' },
  { systems: [2, 3], protocol: 'proof-of-stake-in-python', corrected: '`preset: corrected`' },
  { systems: [4], protocol: 'pbft-of-consensus-protocols', corrected: 'the protocol `pbft`' },
  { systems: [4], protocol: 'raft-of-consensus-protocols', corrected: 'the protocol `raft`' },
] as const;

export interface FeatureFacts {
  readonly title: string;
  /** By system, in their order: y has it, p has a part of it or a broken form, - has none. */
  readonly had: string;
  readonly how: string;
  /** By system, in their order: in what form, where that is worth a word. */
  readonly forms: readonly string[];
}

/** @param forms by system, split by bars */
const feature = (title: string, had: string, how: string, forms = ''): FeatureFacts => ({
  title,
  had,
  how,
  forms: forms.split('|').map((form) => form.trim()),
});

const FACTS = {
  'hash-linked-blocks': feature(
    'Hash-linked blocks, SHA-256',
    'yyyyy',
    "Each system's own text is hashed; `crypto: real` gives its bytes",
  ),
  'merkle-root': feature(
    'Merkle root of transactions',
    'p----',
    'Checked in blocks unless `verifyMerkle` is off',
    'unchecked|left out on purpose',
  ),
  genesis: feature(
    'Genesis rule',
    'yyyyy',
    'Fixed, or one of each node until it registers',
    '50 coins to its maker|mined by each node|fixed|fixed|fixed',
  ),
  'nonce-search': feature(
    'Proof-of-work nonce search, k hexadecimal zeros',
    'py---',
    'Exponential time, or the search itself with `crypto: real`',
    '4 zeros, the same for all|3 zeros||though its README says so',
  ),
  difficulty: feature(
    'Difficulty adjustment',
    'p----',
    "TruDeC's complexity; retarget rules of proof of work",
    'C, at 90 s and 30 s; fails',
  ),
  'on-demand-mining': feature(
    'On-demand mining',
    'py---',
    'The commands `mine` and `mine-all`',
    'a route that forces a block',
  ),
  'random-vote': feature(
    "Random vote for a pending transaction's sender",
    'y----',
    'TruDeC, with its rules for who is elected',
  ),
  'vote-threshold': feature(
    'Vote threshold, leader election',
    'y---y',
    'Tallies by distinct voters, or as published',
    'C/2 votes||||Raft',
  ),
  lots: feature(
    'Stake lots, iterated hash, nearest to a reference',
    '--py-',
    'The exact lots, as big integers',
    '||does not start|',
  ),
  'genesis-forger': feature('Genesis forger with stake 1', '--yy-', '`stakes: genesis`'),
  stake: feature('Stake transaction', '--yy-', 'STAKE, and UNSTAKE as corrected'),
  exchange: feature(
    'EXCHANGE faucet transaction',
    '--yy-',
    'For anyone as published, for the exchange alone as corrected',
  ),
  balances: feature('Account balances', '--yy-', 'The view `balances`; judges read every ledger again'),
  utxo: feature(
    'Unspent outputs with locking and unlocking scripts',
    'y----',
    'A stack machine; spent outputs are marked unless `trackSpent` is off',
  ),
  wallet: feature('Wallet, key pair, address', 'y-yyp', 'Keys by name, as symbols or RSA', '||||keys of nodes'),
  'transaction-signature': feature(
    'Transaction signature check',
    'y-yyp',
    'At the door, and in blocks unless `verifyInBlock` is off',
    '||||messages alone',
  ),
  'block-signature': feature(
    'Block and message signatures',
    '--yyy',
    'Blocks are signed; the sender of a message is always known',
    "||||Raft's are not looked at",
  ),
  pool: feature(
    'Transaction pool without duplicates',
    'ypyy-',
    'The view of the pool; one pool node for on-demand mining',
    '|at one node',
  ),
  'mint-trigger': feature(
    'Mint trigger by pool size',
    'y-yy-',
    '`mintThreshold`, and the complexity of TruDeC',
    'exactly C||1 or more|1 or more',
  ),
  'transactions-per-block': feature(
    'Transactions per block',
    'yyyyy',
    '`blockCapacity`; one each on demand and per request',
    'the whole pool|1|all covered|all covered|1 request',
  ),
  rewards: feature(
    'Block reward and fee',
    'p----',
    '`economy.reward`; `fee` of the lots, `workload.fee`',
    'a constant that is not used',
  ),
  flooding: feature(
    'Gossip flooding of transactions and blocks',
    'ypyyp',
    'Messages are counted by kind',
    '|to peers of the miner alone|||each to all',
  ),
  discovery: feature(
    'Peer discovery',
    'ypyy-',
    'Bootstrap, advertisement, registration; the view `peers`',
    'told twice|registration, one way||every 10 s|fixed lists',
  ),
  'chain-download': feature(
    'Initial chain download',
    'yy---',
    'At joining, checked or not',
    'the longest, unchecked|a copy of the host|| waits for a block',
  ),
  'catch-up': feature(
    'Catch-up at run time',
    '-pyyp',
    'Requests for chains; spliced, or compared and checked',
    '|after mining oneself|||Raft',
  ),
  'longest-chain': feature(
    'Longest-chain rule',
    'pppp-',
    'By length or work, or broken as published',
    'at joining alone|takes that of the last peer|appends the tail|appends the tail',
  ),
  forks: feature('Picture of forks', '-----', 'The tree of blocks in the report'),
  'pbft-phases': feature('Three phases of PBFT', '----y', 'With the constants 1 and 2, or 2f and 2f + 1'),
  'any-primary': feature(
    'Any node can be primary for a request',
    '----y',
    'The node of a command; corrected: the view names it',
  ),
  'view-change': feature('View change, checkpoints', '-----', 'PBFT as corrected'),
  raft: feature(
    'Raft election, heartbeat, replication',
    '----y',
    'With the timers of the system, or of the paper',
    '||||at HEAD',
  ),
  byzantine: feature(
    'Byzantine nodes',
    '--ppp',
    'Behaviours of faults, and commands for what a changed node could do',
    '||the forger is checked|the forger is checked|signatures, distinct commits',
  ),
  'leader-crash': feature(
    'Crash of the chosen leader',
    'p-ppy',
    'The behaviour `crash`; the liveness judge',
    'stalls|nobody is chosen|stalls|stalls|PBFT: another node is asked; Raft elects',
  ),
  'double-spend': feature(
    'Double spend and replay',
    'yyyy-',
    'Judges: supply, no negative balance, no double spend',
    'spent outputs are not marked|nothing is checked|overdrafts|overdrafts|no payments',
  ),
  'selfish-mining': feature('Selfish mining', '-p---', 'The behaviour `selfish-mining`', '|named in its paper'),
  rest: feature('REST routes', 'yyyy-', '`consensim serve`, `consensim node-view`', '||||a TCP client'),
  'web-page': feature('Web pages', 'yy---', 'The page of `consensim serve`', '5 pages|a form'),
  demo: feature('Demo script, client', '-yyyy', 'Scripted `commands`', '|instructions'),
  tests: feature(
    'Tests of the published numbers',
    '---py',
    '`expect` in the scenario, and the test suite',
    '|||prints who wins|5 unit tests',
  ),
  persistence: feature(
    'Persistence to disk',
    'y-ppp',
    'The journal of a results folder, from which `node-view` answers',
    'files||keys|keys|keys',
  ),
  'protocol-choice': feature(
    'Protocol chosen at run time',
    '----y',
    '`protocols` of a scenario, `--run`',
    '||||an argument',
  ),
} as const satisfies Record<string, FeatureFacts>;

export type Feature = keyof typeof FACTS;

export const FEATURES: Readonly<Record<Feature, FeatureFacts>> = FACTS;

export const FEATURE_NAMES = Object.keys(FACTS) as [Feature, ...Feature[]];
