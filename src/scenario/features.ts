/**
 * What five published systems have between them, one word each: truly-decentralized-blockchain-core (TruDeC),
 * meng_advanced_cw, Proof-of-Stake-in-Python, Decentralized-Blockchain-Python and consensus_protocols. A scenario names in
 * `shows` those that it shows; docs/systems.md is made of it.
 */
export const FEATURES = {
  'hash-linked-blocks': 'Hash-linked blocks, SHA-256',
  'merkle-root': 'Merkle root of transactions',
  genesis: 'Genesis rule',
  'nonce-search': 'Proof-of-work nonce search, k hexadecimal zeros',
  difficulty: 'Difficulty adjustment',
  'on-demand-mining': 'On-demand mining',
  'random-vote': "Random vote for a pending transaction's sender",
  'vote-threshold': 'Vote threshold, leader election',
  lots: 'Stake lots, iterated hash, nearest to a reference',
  'genesis-forger': 'Genesis forger with stake 1',
  stake: 'Stake transaction',
  exchange: 'EXCHANGE faucet transaction',
  balances: 'Account balances',
  utxo: 'Unspent outputs with locking and unlocking scripts',
  wallet: 'Wallet, key pair, address',
  'transaction-signature': 'Transaction signature check',
  'block-signature': 'Block and message signatures',
  pool: 'Transaction pool without duplicates',
  'mint-trigger': 'Mint trigger by pool size',
  'transactions-per-block': 'Transactions per block',
  rewards: 'Block reward and fee',
  flooding: 'Gossip flooding of transactions and blocks',
  discovery: 'Peer discovery',
  'chain-download': 'Initial chain download',
  'catch-up': 'Catch-up at run time',
  'longest-chain': 'Longest-chain rule',
  forks: 'Picture of forks',
  'pbft-phases': 'Three phases of PBFT',
  'any-primary': 'Any node can be primary for a request',
  'view-change': 'View change, checkpoints',
  raft: 'Raft election, heartbeat, replication',
  byzantine: 'Byzantine nodes',
  'leader-crash': 'Crash of the chosen leader',
  'double-spend': 'Double spend and replay',
  'selfish-mining': 'Selfish mining',
  rest: 'REST routes',
  'web-page': 'Web pages',
  demo: 'Demo script, client',
  tests: 'Tests of the published numbers',
  persistence: 'Persistence to disk',
  'protocol-choice': 'Protocol chosen at run time',
} as const satisfies Record<string, string>;

export type Feature = keyof typeof FEATURES;

export const FEATURE_NAMES = Object.keys(FEATURES) as [Feature, ...Feature[]];
