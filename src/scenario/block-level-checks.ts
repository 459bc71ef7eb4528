/** What block level cannot show is refused when a scenario is loaded. */
import type { Protocol } from '../contract.js';
import type { Path } from './problems.js';
import type { Registry } from './families.js';
import type { WorldSections } from './section-validator.js';
import { listed, shown } from './wording.js';
import type { BehaviourFault } from './world.js';

type Complain = (path: Path, message: string) => unknown;

/** Parts of the network that block level has a meaning for. */
const NETWORK = ['topology', 'latency', 'requestTimeout'];
/** Parts that are numbers, and do nothing at 0. */
const NUMBERS = ['loss', 'duplication'];

export function checkBlockLevel(sections: WorldSections, registry: Registry, complain: Complain): void {
  if (sections.detail !== 'blocks') return;
  checkProtocols(sections, registry, complain);
  checkNetwork(sections, complain);
  checkSpan(sections, registry, complain);
  if (sections.workload) complain(['workload'], 'expected none with detail: blocks, which knows no requests');
  if (sections.commands?.length) complain(['commands'], 'expected none with detail: blocks, which knows no nodes');
  checkFaults(sections, registry, complain);
}

/** What a canary breaks is in its handlers, which block level does not call. */
function forkChoiceOf({ forkChoice, canaryOf }: Protocol): Protocol['forkChoice'] {
  return canaryOf === undefined ? forkChoice : undefined;
}

function lotteryOf({ lottery, canaryOf }: Protocol): Protocol['lottery'] {
  return canaryOf === undefined ? lottery : undefined;
}

function checkProtocols({ protocols, faults, economy }: WorldSections, registry: Registry, complain: Complain): void {
  const able = registry.protocols.entries
    .filter(([, protocol]) => forkChoiceOf(protocol) ?? lotteryOf(protocol))
    .map(([name]) => name);
  for (const [label, { kind, params }] of protocols) {
    const protocol = registry.protocols.get(kind);
    if (lotteryOf(protocol)?.when?.(params) === false) {
      complain(
        ['protocols', label],
        `expected options of ${kind} with which every block is drawn afresh, with detail: blocks`,
      );
    }
    const forkChoice = forkChoiceOf(protocol);
    const naming = forkChoice && protocol.naming;
    if (naming?.when(params) === false) {
      complain(
        ['protocols', label],
        `expected options of ${kind} with which the heaviest chain that was seen first wins, with detail: blocks`,
      );
    }
    if (naming && economy?.compound && economy.reward > 0) {
      complain(['economy', 'compound'], `expected false with detail: blocks under ${label}, whose uncles are paid too`);
    }
    if (forkChoice === 'heaviest-subtree' && faults.length > 0) {
      complain(['faults'], `expected none with detail: blocks under ${label}, whose miners must have seen all blocks`);
    }
    if (lotteryOf(protocol) && faults.length > 0) {
      complain(['faults'], `expected none with detail: blocks under ${label}, where whoever is drawn makes a block`);
    }
    if (forkChoice ?? lotteryOf(protocol)) continue;
    complain(['protocols', label, 'kind'], `expected ${listed(able)} with detail: blocks, found ${shown(kind)}`);
  }
}

/** The clock counts microseconds up to 2^53; more time than these years is not planned for. */
const MOST_YEARS = 250;
const US_PER_YEAR = 31_557_600_000_000;

function checkSpan({ protocols, stop }: WorldSections, registry: Registry, complain: Complain): void {
  const { blocks } = stop ?? {};
  if (blocks === undefined || stop?.time !== undefined) return;
  for (const [label, { kind, params }] of protocols) {
    const { mining, lottery } = registry.protocols.get(kind);
    const interval = (mining ?? lottery)?.interval(params) ?? 0;
    const years = (blocks * interval) / US_PER_YEAR;
    if (years <= MOST_YEARS) continue;
    const message = `expected at most ${MOST_YEARS} years of blocks, found ${blocks} of ${interval / 1e6} s (${years.toFixed(0)} years) under ${label}; in a shorter interval, delays alike, the same happens`;
    complain(['stop', 'blocks'], message);
  }
}

function checkNetwork({ network }: WorldSections, complain: Complain): void {
  if (!network) return;
  const { kind } = network.topology;
  if (kind !== 'complete') {
    const message = `expected complete with detail: blocks, where latency is the time from miner to miner, found ${shown(kind)}`;
    complain(['network', 'topology', 'kind'], message);
  }
  for (const [key, value] of Object.entries(network as Readonly<Record<string, unknown>>)) {
    if (NETWORK.includes(key) || value === undefined) continue;
    if (!NUMBERS.includes(key))
      complain(['network', key], 'expected none with detail: blocks, which knows no messages');
    else if (value !== 0) complain(['network', key], `expected 0 with detail: blocks, found ${shown(value)}`);
  }
}

function checkFaults({ faults }: WorldSections, registry: Registry, complain: Complain): void {
  const able = registry.behaviours.entries.filter(([, { atBlockLevel }]) => atBlockLevel).map(([name]) => name);
  faults.forEach((fault, index) => {
    if (!fault) return;
    const allowed = `expected a behaviour among ${listed(able)} with detail: blocks`;
    if ('partition' in fault) complain(['faults', index, 'partition'], `${allowed}, found a partition`);
    else if (!registry.behaviours.get(fault.behaviour).atBlockLevel) {
      complain(['faults', index, 'behaviour'], `${allowed}, found ${shown(fault.behaviour)}`);
    } else if (registry.behaviours.get(fault.behaviour).atBlockLevel === 'withholder') {
      checkWithholder(fault, index, complain);
    }
  });
}

/** A coalition withholds for the whole run. */
function checkWithholder({ at, until }: BehaviourFault, index: number, complain: Complain): void {
  if (at > 0) complain(['faults', index, 'at'], `expected 0 s with detail: blocks, found ${shown(at / 1e6)} s`);
  if (until !== null) complain(['faults', index, 'until'], 'expected none with detail: blocks');
}
