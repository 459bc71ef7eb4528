/** The public library: what a program that builds on consensim may rely on. */
export type * from './contract.js';
export { protocolKinds, protocolTimers } from './contract.js';
export { bitRate, duration, frequency, positiveDuration, share, size } from './quantities.js';
export { EventQueue } from './kernel/event-queue.js';
export { RandomStreams } from './kernel/random-streams.js';
export * as metrics from './metrics/index.js';
export type { Registry } from './scenario/families.js';
export { createRegistry } from './scenario/registry.js';
export { loadScenario, type Loaded } from './scenario/load.js';
export { ScenarioError } from './scenario/problems.js';
export { planRuns } from './scenario/plan.js';
export { runKey } from './scenario/run-key.js';
export { simulate, type SimulateOptions } from './scenario/simulate.js';
export { scenarioJsonSchema } from './scenario/json-schema.js';
export type { RunSpec, World } from './scenario/world.js';
export type { Kit } from './scenario/kit.js';
export type { RunRecord } from './runner/record.js';
export { summarise, type SummaryRow } from './report/aggregate.js';
