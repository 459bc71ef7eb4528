/** A stretch of a run's time as lines and points: what a space-time diagram is drawn from. */
import type { SpaceTime } from '../../observers/space-time.js';
import { formatSeconds } from '../format.js';
import { printable } from '../markup.js';

export const US_PER_S = 1e6;
/** Pixels that a label of a view needs. */
const LABEL = 52;

/** A message as it is drawn: clipped to the stretch, lost ones ending half a lane from where they set out. */
export interface Arrow {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly kind: number;
  readonly lost: boolean;
  readonly title: string;
}

export interface Stay {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly height: number;
  readonly view: number;
  readonly leader: number;
}

/** `2/1` where views begin anew with each height, else `1`. */
export function viewName({ height, view }: Pick<Stay, 'height' | 'view'>): string {
  return height > 0 ? `${height}/${view}` : String(view);
}

export function arrowsOf({ from, to, transmissions }: SpaceTime, kinds: readonly string[]): Arrow[] {
  return transmissions.map(([sender, receiver, kind, sent, arrival]) => {
    const lost = arrival === null;
    const end = arrival ?? sent + (to - from) / 60;
    const at = (time: number) => sender + ((receiver - sender) * (lost ? 0.5 : 1) * (time - sent)) / (end - sent || 1);
    const [begin, finish] = [Math.max(sent, from), Math.min(end, to)];
    const way = `${kinds[kind]} from node ${sender} to node ${receiver}, sent at ${formatSeconds(sent / US_PER_S)}`;
    return {
      x1: begin / US_PER_S,
      y1: at(begin),
      x2: finish / US_PER_S,
      y2: end === sent ? receiver : at(finish),
      kind,
      lost,
      title: printable(lost ? `${way}, lost` : `${way}, there at ${formatSeconds(end / US_PER_S)}`),
    };
  });
}

/** How long each node stays in each view. */
export function staysOf({ from, to, views }: SpaceTime): Stay[] {
  const byNode = new Map<number, (typeof views)[number][]>();
  for (const view of views) byNode.set(view[0], [...(byNode.get(view[0]) ?? []), view]);
  return [...byNode].flatMap(([node, own]) =>
    own.map(([, height, view, leader, time], index) => ({
      node,
      height,
      view,
      leader,
      from: Math.max(from, time) / US_PER_S,
      to: (own[index + 1]?.[4] ?? to) / US_PER_S,
    })),
  );
}

/** The first node's entry into each view, with room for its name. */
export function viewLabels(stays: readonly Stay[], stretch: SpaceTime, widthPixels: number): Stay[] {
  const perPixel = (stretch.to - stretch.from) / US_PER_S / widthPixels;
  const labels: Stay[] = [];
  const seen = new Set<string>();
  for (const stay of stays.toSorted((a, b) => a.from - b.from)) {
    if (seen.has(viewName(stay)) || stay.leader < 0) continue;
    seen.add(viewName(stay));
    const last = labels.at(-1);
    const hasRoom = stay.from + LABEL * perPixel <= stretch.to / US_PER_S;
    if (hasRoom && (!last || stay.from - last.from >= LABEL * perPixel)) labels.push(stay);
  }
  return labels;
}
