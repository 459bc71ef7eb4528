import type { BlockId, JudgeView, NodeId, Time, Value } from '../contract.js';

const MOST_NAMED = 5;

/** A time as a witness says it, such as `12.5 s`. */
export function clock(time: Time): string {
  return `${time / 1e6} s`;
}

/** A value with who proposed it and what is in it. */
export function valueInWords(view: JudgeView, value: Value): string {
  if (value === 0) return 'the null value';
  if (view.requested(value)) return `request ${value}`;
  const proposer = view.proposer(value);
  const contents = view.contents(value);
  const named = contents.slice(0, MOST_NAMED).join(', ') + (contents.length > MOST_NAMED ? ', …' : '');
  const what = contents.length === 0 ? 'no requests' : `${plural(contents.length, 'request')} ${named}`;
  return `value ${value} (${proposer < 0 ? 'proposed by nobody' : `proposed by node ${proposer}`}; ${what})`;
}

/** A block with its place, its producer and when it was made. */
export function blockInWords(view: JudgeView, block: BlockId): string {
  if (block === 0) return 'genesis';
  const { blocks } = view;
  return `block ${block} (height ${blocks.height(block)}, made by node ${blocks.producer(block)} at ${clock(blocks.time(block))})`;
}

/** A place where a node votes once; height 0 where views run on across heights. */
export function slotInWords({ height, view }: { readonly height: number; readonly view: number }): string {
  return height === 0 ? `view ${view}` : `height ${height}, view ${view}`;
}

/** What a vote is for: a value or a block, or nothing. */
export function voteInWords(value: number): string {
  return value === -1 ? 'nothing' : `value ${value}`;
}

export function nodeAt(node: NodeId, time: Time): string {
  return `node ${node} at ${clock(time)}`;
}

export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}
