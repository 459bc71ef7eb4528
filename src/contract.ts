/**
 * The types that every plug-in shares. A protocol, behaviour, latency law, topology, weight distribution, invariant or
 * metric is one file whose default export is one object of these types, and one line in its folder's `index.ts`.
 */
export type * from './contract/behaviour.js';
export type * from './contract/blocks.js';
export type * from './contract/economy.js';
export type * from './contract/command.js';
export type * from './contract/judging.js';
export type * from './contract/ledger.js';
export type * from './contract/network.js';
export type * from './contract/node.js';
export type * from './contract/plugin.js';
export type * from './contract/votes.js';
export * from './contract/protocol.js';
export type * from './contract/slots.js';
