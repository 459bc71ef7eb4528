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

export interface FeatureFacts {
  readonly title: string;
  /** By system, in their order: y has it, p has a part of it or a broken form, - has none. */
  readonly had: string;
  readonly how: string;
}

const feature = (title: string, had: string, how: string): FeatureFacts => ({ title, had, how });

const FACTS = {
  'hash-linked-blocks': feature(
    'Hash-linked blocks, SHA-256',
    'yyyyy',
    "Each system's own text is hashed; `crypto: real` gives its bytes",
  ),
  'merkle-root': feature('Merkle root of transactions', 'p----', 'Checked in blocks unless `verifyMerkle` is off'),
  genesis: feature('Genesis rule', 'yyyyy', 'Fixed, or one of each node until it registers'),
  'nonce-search': feature(
    'Proof-of-work nonce search, k hexadecimal zeros',
    'py---',
    'Exponential time, or the search itself with `crypto: real`',
  ),
  difficulty: feature('Difficulty adjustment', 'p----', "TruDeC's complexity; retarget rules of proof of work"),
  'on-demand-mining': feature('On-demand mining', 'py---', 'The commands `mine` and `mine-all`'),
  'random-vote': feature(
    "Random vote for a pending transaction's sender",
    'y----',
    'TruDeC, with its rules for who is elected',
  ),
  'vote-threshold': feature('Vote threshold, leader election', 'y---y', 'Tallies by distinct voters, or as published'),
  lots: feature('Stake lots, iterated hash, nearest to a reference', '--py-', 'The exact lots, as big integers'),
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
  wallet: feature('Wallet, key pair, address', 'y-yyp', 'Keys by name, as symbols or RSA'),
  'transaction-signature': feature(
    'Transaction signature check',
    'y-yyp',
    'At the door, and in blocks unless `verifyInBlock` is off',
  ),
  'block-signature': feature(
    'Block and message signatures',
    '--yyy',
    'Blocks are signed; the sender of a message is always known',
  ),
  pool: feature(
    'Transaction pool without duplicates',
    'ypyy-',
    'The view of the pool; one pool node for on-demand mining',
  ),
  'mint-trigger': feature('Mint trigger by pool size', 'y-yy-', '`mintThreshold`, and the complexity of TruDeC'),
  'transactions-per-block': feature(
    'Transactions per block',
    'yyyyy',
    '`blockCapacity`; one each on demand and per request',
  ),
  rewards: feature('Block reward and fee', 'p----', '`economy.reward`, `workload.fee`'),
  flooding: feature('Gossip flooding of transactions and blocks', 'ypyyp', 'Messages are counted by kind'),
  discovery: feature('Peer discovery', 'ypyy-', 'Bootstrap, advertisement, registration; the view `peers`'),
  'chain-download': feature('Initial chain download', 'yy---', 'At joining, checked or not'),
  'catch-up': feature('Catch-up at run time', '-pyyp', 'Requests for chains; spliced, or compared and checked'),
  'longest-chain': feature('Longest-chain rule', 'pppp-', 'By length or work, or broken as published'),
  forks: feature('Picture of forks', '-----', 'The tree of blocks in the report'),
  'pbft-phases': feature('Three phases of PBFT', '----y', 'With the constants 1 and 2, or 2f and 2f + 1'),
  'any-primary': feature(
    'Any node can be primary for a request',
    '----y',
    'The node of a command; corrected: the view names it',
  ),
  'view-change': feature('View change, checkpoints', '-----', 'PBFT as corrected'),
  raft: feature('Raft election, heartbeat, replication', '----y', 'With the timers of the system, or of the paper'),
  byzantine: feature('Byzantine nodes', '--ppp', 'Behaviours of faults, and commands for what a changed node could do'),
  'leader-crash': feature('Crash of the chosen leader', 'p-ppy', 'The behaviour `crash`; the liveness judge'),
  'double-spend': feature('Double spend and replay', 'yyyy-', 'Judges: supply, no negative balance, no double spend'),
  'selfish-mining': feature('Selfish mining', '-p---', 'The behaviour `selfish-mining`'),
  rest: feature('REST routes', 'yyyy-', '`consensim serve`, `consensim node-view`'),
  'web-page': feature('Web pages', 'yy---', 'The page of `consensim serve`'),
  demo: feature('Demo script, client', '-yyyy', 'Scripted `commands`'),
  tests: feature('Tests of the published numbers', '---py', '`expect` in the scenario, and the test suite'),
  persistence: feature(
    'Persistence to disk',
    'y-ppp',
    'The journal of a results folder, from which `node-view` answers',
  ),
  'protocol-choice': feature('Protocol chosen at run time', '----y', '`protocols` of a scenario, `--run`'),
} as const satisfies Record<string, FeatureFacts>;

export type Feature = keyof typeof FACTS;

export const FEATURES: Readonly<Record<Feature, FeatureFacts>> = FACTS;

export const FEATURE_NAMES = Object.keys(FACTS) as [Feature, ...Feature[]];
