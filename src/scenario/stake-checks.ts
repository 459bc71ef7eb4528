/** What an economy says of stakes, against the protocols and nodes of a scenario. */
import type { ChainFacts, Protocol } from '../contract.js';
import { latecomers } from '../ledger/stake-changes.js';
import { coinsAtGenesis } from '../ledger/stake-weight.js';
import { canCompound } from './inert.js';
import type { Path } from './problems.js';
import type { Registry } from './families.js';
import type { WorldSections } from './section-validator.js';
import { listed } from './wording.js';
import type { World } from './world.js';

type Complain = (path: Path, message: string) => unknown;

/** What says how coins count would have no effect where weights are no coins. */
const OF_STAKES = ['inflation', 'stakeWeight', 'splits', 'changes', 'delegation', 'spending', 'slashing'] as const;

export function checkStakes(sections: WorldSections, registry: Registry, complain: Complain): void {
  const { economy, count } = sections;
  if (!economy) return;
  checkStaked(economy, sections, registry, complain);
  checkNodes(economy, count, complain);
  checkTogether(economy, sections.detail, complain);
  checkInflation(economy, sections, registry, complain);
  checkCompound(economy, sections, registry, complain);
}

function checkStaked(economy: World['economy'], { protocols }: WorldSections, registry: Registry, complain: Complain) {
  for (const key of OF_STAKES) {
    if (!economy[key]) continue;
    for (const [label, { kind }] of protocols) {
      const heeds = ({ staked, proves }: Protocol) => (key === 'slashing' ? proves : staked);
      if (heeds(registry.protocols.get(kind))) continue;
      const able = registry.protocols.entries.filter(([, each]) => heeds(each)).map(([name]) => name);
      const sort = key === 'slashing' ? 'protocols by stake that prove double signing' : 'protocols by stake';
      complain(['economy', key], `expected none but for ${sort} (${listed(able)}), found ${label}: ${kind}`);
    }
  }
}

function checkNodes(economy: World['economy'], count: number | undefined, complain: Complain): void {
  const check = (id: number, path: Path) => {
    if (count !== undefined && id >= count) complain(path, `expected a node from 0 to ${count - 1}, found ${id}`);
  };
  economy.splits?.forEach(({ owner }, index) => check(owner, ['economy', 'splits', index, 'owner']));
  economy.spending?.by?.forEach((node, index) => check(node, ['economy', 'spending', 'by', index]));
  economy.changes?.forEach(({ node }, index) => check(node, ['economy', 'changes', index, 'node']));
  economy.delegation?.pools.forEach(({ operator }, index) =>
    check(operator, ['economy', 'delegation', 'pools', index, 'operator']),
  );
}

/** What no engine carries out together. */
function checkTogether(
  economy: World['economy'],
  detail: World['detail'] | 'messages' | undefined,
  complain: Complain,
) {
  const { delegation, changes = [], splits, inflation, compound, stakeWeight, spending, slashing } = economy;
  if (slashing && detail === 'blocks')
    complain(['economy', 'slashing'], 'expected none with detail: blocks, where nobody signs twice');
  if (spending && detail === 'blocks') complain(['economy', 'spending'], 'expected none with detail: blocks');
  if (delegation && spending) complain(['economy', 'spending'], 'expected none with delegation');
  if (delegation && splits) complain(['economy', 'splits'], 'expected none with delegation');
  if (stakeWeight === 'log' && inflation && compound && (delegation || detail === 'blocks')) {
    const beside = delegation ? 'delegation' : 'detail: blocks';
    complain(['economy', 'stakeWeight'], `expected linear or sqrt with compounding inflation and ${beside}`);
  }
  const operators = new Set(delegation?.pools.map(({ operator }) => operator));
  changes.forEach(({ node, kind }, index) => {
    if (!delegation || kind === 'slash' || operators.has(node)) return;
    const found = `found node ${node}, which may have delegated`;
    complain(['economy', 'changes', index, 'node'], `expected an operator of a pool to enter or leave, ${found}`);
  });
}

/** Some protocol must have a rule by which rewards that are staked again count; the records of the others say so. */
function checkCompound(
  { compound }: World['economy'],
  { protocols }: WorldSections,
  registry: Registry,
  complain: Complain,
) {
  const kinds = [...protocols.values()].map(({ kind }) => kind);
  if (!compound || kinds.length === 0 || kinds.some((kind) => canCompound(registry.protocols.get(kind)))) return;
  const found = `found ${listed([...new Set(kinds)])}, where weights are neither stakes nor power`;
  complain(['economy', 'compound'], `expected false, ${found}`);
}

/** What all holders are given is paid by the blocks of a chain. */
function checkInflation(
  { inflation }: World['economy'],
  { protocols }: WorldSections,
  registry: Registry,
  complain: Complain,
) {
  for (const [label, { kind }] of protocols) {
    const { staked, finality } = registry.protocols.get(kind);
    if (!inflation || !staked || finality.by !== 'decide') continue;
    complain(['economy', 'inflation'], `expected none where blocks are decided, as under ${label}: ${kind}`);
  }
}

/**
 * Coins must pay for identities, and somebody's must count after every block.
 * @throws RangeError saying what does not hold
 */
export function requireStakes(facts: Pick<ChainFacts, 'weights' | 'economy'>): void {
  const coins = coinsAtGenesis(facts);
  const { changes, delegation } = facts.economy;
  requireSomethingToSlash(changes, coins);
  // What is delegated to a pool counts for another one when its operator has left.
  if (!changes || delegation) return;
  const counting = new Set([...coins.keys()].filter((node) => coins[node]! > 0));
  for (const node of latecomers(changes)) counting.delete(node);
  requireSomebody(counting, 0);
  const ruined = new Set<number>();
  changes.forEach(({ block, node, kind, share }, index) => {
    if (kind === 'slash' && share === 1) ruined.add(node);
    if (kind === 'leave' || ruined.has(node)) counting.delete(node);
    else if (kind === 'enter' && coins[node]! > 0) counting.add(node);
    if (changes[index + 1]?.block !== block) requireSomebody(counting, block);
  });
}

function requireSomethingToSlash(changes: World['economy']['changes'] = [], coins: ArrayLike<number>): void {
  const ruined = new Set<number>();
  for (const { block, node, kind, share } of changes) {
    if (kind !== 'slash') continue;
    if (coins[node] === 0 || ruined.has(node))
      throw new RangeError(`expected a node with coins to slash at block ${block}, found node ${node} without any`);
    if (share === 1) ruined.add(node);
  }
}

function requireSomebody(counting: ReadonlySet<number>, block: number): void {
  if (counting.size > 0) return;
  throw new RangeError(`expected somebody with a stake that counts after block ${block}, found nobody`);
}
