/**
 * Twins scenarios (Bano and others, "Twins: BFT Systems Made Robust", 2020, section 4): one node has a copy of its own, and
 * for each of the first views it is said who leads and how the network is parted. All scenarios are numbered; those that
 * only rename nodes that are not twins, or swap the two copies, are left out.
 */
import type { NodeId } from '../contract.js';
import type { RunSpec } from '../scenario/world.js';
import type { Case } from './case.js';
import { Lot } from './lot.js';

export interface TwinsQuestion {
  readonly kind: string;
  readonly n: number;
  /** Views for which leader and partition are chosen; afterwards the network is whole. */
  readonly views: number;
  /** Most groups that a partition has. */
  readonly groups: number;
}

/** How the network is parted: the group of each endpoint, the copy of node 0 being the last; groups by first member. */
type Layout = readonly number[];

/** One view: who leads, and how the network is parted. */
interface View {
  readonly leader: NodeId;
  readonly layout: Layout;
}

/** The space of all scenarios of a question. */
export class TwinsSpace {
  readonly question: TwinsQuestion;
  /** Whether the protocol lets one say who leads. */
  readonly leads: boolean;
  private readonly choices: readonly View[];
  /** By renaming: the place of each choice once its nodes are renamed. */
  private readonly renamings: readonly (readonly number[])[];

  constructor(question: TwinsQuestion, leads: boolean) {
    this.question = question;
    this.leads = leads;
    const { n, groups } = question;
    const layouts = partitionsOf(n + 1, groups);
    const leaders = leads ? Array.from({ length: n }, (_, node) => node) : [0];
    this.choices = layouts.flatMap((layout) => leaders.map((leader) => ({ leader, layout })));
    const places = new Map(this.choices.map((view, place) => [keyOf(view), place]));
    // Without a say in who leads, the nodes are not alike: they lead in their own order.
    const names = leads ? renamingsOf(n) : [identity(n), swapped(n)];
    this.renamings = names.map((name) => this.choices.map((view) => places.get(keyOf(renamed(view, name)))!));
  }

  /** Sequences of views, those that only differ by names included. */
  get size(): number {
    let size = 1;
    for (let view = 0; view < this.question.views; view++) size *= this.choices.length;
    return size;
  }

  /** The choices of a scenario by its number, 0 … size − 1; undefined if it only renames nodes of an earlier one. */
  at(index: number): readonly View[] | undefined {
    const digits: number[] = [];
    let rest = index;
    for (let view = 0; view < this.question.views; view++) {
      digits.push(rest % this.choices.length);
      rest = Math.floor(rest / this.choices.length);
    }
    // The first of its kind is the one whose number is least, compared from the first view on.
    for (const renaming of this.renamings) {
      for (const digit of digits) {
        if (renaming[digit]! < digit) return undefined;
        if (renaming[digit]! > digit) break;
      }
    }
    return digits.map((digit) => this.choices[digit]!);
  }

  /** A scenario drawn from a seed; undefined if it only renames nodes of another. */
  drawn(seed: string): readonly View[] | undefined {
    return this.at(new Lot(seed).whole(0, this.size - 1));
  }
}

/** The number of the first view whose partition can be given: views count from 1 where leaders are listed, else from 0. */
const firstView = (leads: boolean): number => (leads ? 1 : 0);

/** A scenario as the file that `run` reads. */
export function twinsCase(space: TwinsSpace, views: readonly View[], template: Case): Case {
  const [[label, protocol]] = Object.entries(template.protocols) as [[string, { kind: string }]];
  const { n } = space.question;
  const name = (endpoint: number): number | string => (endpoint === n ? '0b' : endpoint);
  return {
    ...template,
    protocols: { [label]: { ...protocol, ...(space.leads && { leaders: views.map(({ leader }) => leader) }) } },
    faults: [
      { behaviour: 'twins', nodes: { ids: [0] } },
      ...views.flatMap(({ layout }, index) => {
        const groups = groupsOf(layout);
        const view = index + firstView(space.leads);
        return groups.length < 2 ? [] : [{ partition: groups.map((group) => group.map(name)), views: [view, view] }];
      }),
    ],
  };
}

/** The same as a run, made from the template's without reading any text: a search carries out thousands a second. */
export function twinsSpec(space: TwinsSpace, views: readonly View[], template: RunSpec): RunSpec {
  const { n } = space.question;
  const name = (endpoint: number): number | string => (endpoint === n ? '0b' : endpoint);
  const cuts = views.flatMap(({ layout }, index) => {
    const groups = groupsOf(layout);
    const view = index + firstView(space.leads);
    if (groups.length < 2) return [];
    const partition = groups.map((group) => group.map(name));
    return [{ partition, views: [view, view] as const, oneWay: false, at: 0, until: null }];
  });
  const twins = template.world.faults.filter((fault) => !('partition' in fault));
  return {
    ...template,
    params: space.leads ? { ...template.params, leaders: views.map(({ leader }) => leader) } : template.params,
    world: { ...template.world, faults: [...twins, ...cuts] },
  };
}

/** All ways to part so many endpoints into at most so many groups, as growth strings: 0, then at most one more than before. */
function partitionsOf(endpoints: number, groups: number): Layout[] {
  let layouts: number[][] = [[0]];
  for (let endpoint = 1; endpoint < endpoints; endpoint++) {
    layouts = layouts.flatMap((layout) => {
      const used = Math.max(...layout) + 1;
      return Array.from({ length: Math.min(groups, used + 1) }, (_, group) => [...layout, group]);
    });
  }
  return layouts;
}

function groupsOf(layout: Layout): number[][] {
  const groups: number[][] = [];
  layout.forEach((group, endpoint) => (groups[group] ??= []).push(endpoint));
  return groups;
}

/** New name of each endpoint; both copies of node 0 keep the name 0 as far as leading goes. */
type Renaming = readonly number[];

const identity = (n: number): Renaming => Array.from({ length: n + 1 }, (_, endpoint) => endpoint);
const swapped = (n: number): Renaming =>
  identity(n).map((endpoint) => (endpoint === 0 ? n : endpoint === n ? 0 : endpoint));

/** Every renaming of the nodes that are no twins, with and without a swap of the copies. */
function renamingsOf(n: number): Renaming[] {
  let orders: number[][] = [[]];
  for (let node = 1; node < n; node++) {
    orders = orders.flatMap((order) =>
      Array.from({ length: order.length + 1 }, (_, at) => [...order.slice(0, at), node, ...order.slice(at)]),
    );
  }
  return orders.flatMap((order) => [
    [0, ...order, n],
    [n, ...order, 0],
  ]);
}

function renamed({ leader, layout }: View, names: Renaming): View {
  const moved: number[] = [];
  layout.forEach((group, endpoint) => (moved[names[endpoint]!] = group));
  const numbers = new Map<number, number>();
  const groups = moved.map((group) => {
    if (!numbers.has(group)) numbers.set(group, numbers.size);
    return numbers.get(group)!;
  });
  return { leader: leader === 0 ? 0 : names[leader]!, layout: groups };
}

const keyOf = ({ leader, layout }: View): string => `${leader}/${layout.join('')}`;
