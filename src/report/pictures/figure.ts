/** The frame around charts: heading, key, panels, and how to read them. */
import type { Inked } from '../evidence.js';
import { html } from '../markup.js';
import type { Content, Markup } from '../markup.js';

export interface Panel {
  readonly title?: Content;
  /** One line below the title. */
  readonly note?: Content;
  readonly chart: Content;
}

export interface Figure {
  /** Anchor of the section. */
  readonly id: string;
  readonly title: string;
  /** How to read the picture. */
  readonly reading: Content;
  readonly key?: Content;
  readonly panels: readonly Panel[];
  /** `small` panels stand four abreast, `medium` three, `wide` two, `large` two and without titles, `strip` one below the other. */
  readonly size: 'small' | 'medium' | 'wide' | 'large' | 'strip';
}

/** Few panels are drawn larger than many: how they stand beside each other, and how many pixels wide each is drawn. */
export function sizeFor(
  panels: number,
  many: 'small' | 'medium',
): { readonly size: Figure['size']; readonly width: number } {
  if (panels <= 2) return { size: 'wide', width: 400 };
  return panels === 3 || many === 'medium' ? { size: 'medium', width: 320 } : { size: 'small', width: 256 };
}

/** Panels in the open; of more, the others are folded away. */
const MOST_OPEN = 12;

/** A spot of a protocol's colour and its name. */
export function named(ink: Inked): Markup {
  return html`<span class="name"
    ><svg class="spot" viewBox="0 0 18 10" aria-hidden="true">
      <line x1="0" x2="18" y1="5" y2="5" stroke="${ink.colour}" stroke-width="4" stroke-dasharray="${ink.dash}" />
    </svg>
    ${ink.protocol}</span
  >`;
}

export function keyOf(inks: readonly Inked[], more: readonly Content[] = []): Markup {
  return html`<ul class="key">
    ${[...inks.map(named), ...more].map((entry) => html`<li>${entry}</li>`)}
  </ul>`;
}

/** A sample of a line or mark with its meaning, for a key. */
export function sample(drawing: string, meaning: string): Markup {
  const shapes: Readonly<Record<string, Markup>> = {
    dashed: html`<line x1="0" x2="18" y1="5" y2="5" stroke="currentColor" stroke-width="1.5" stroke-dasharray="4 3" />`,
    band: html`<rect x="0" y="0" width="18" height="10" fill="currentColor" fill-opacity="0.18" />`,
    thick: html`<line x1="0" x2="18" y1="5" y2="5" stroke="var(--muted)" stroke-width="3.5" />`,
    pale: html`<line x1="0" x2="18" y1="5" y2="5" stroke="currentColor" stroke-width="6" stroke-opacity="0.3" />`,
    rule: html`<line x1="0" x2="18" y1="5" y2="5" stroke="currentColor" stroke-width="1.6" />`,
    dot: html`<circle cx="9" cy="5" r="4" fill="currentColor" />`,
    range: html`<line x1="0" x2="18" y1="5" y2="5" stroke="currentColor" stroke-width="2.5" />`,
    tick: html`<line x1="9" x2="9" y1="0" y2="10" stroke="currentColor" stroke-width="2" />`,
    diamond: html`<path d="M9 0.5L13.5 5L9 9.5L4.5 5Z" fill="none" stroke="currentColor" stroke-width="1.5" />`,
    ring: html`<circle cx="9" cy="5" r="3.5" fill="none" stroke="currentColor" stroke-width="1.5" />`,
    hollow: html`<rect x="5" y="1" width="8" height="8" fill="none" stroke="currentColor" stroke-width="1.4" />`,
    square: html`<rect x="5" y="1" width="8" height="8" fill="var(--muted)" />`,
  };
  return html`<span class="name"
    ><svg class="spot" viewBox="0 0 18 10" aria-hidden="true">${shapes[drawing]}</svg> ${meaning}</span
  >`;
}

/** Title, note and chart stand in rows that all panels of a line share, so that charts align under uneven notes. */
function panelOf(panel: Panel): Markup {
  return html`<div class="panel">
    <h4>${panel.title}</h4>
    <p class="note">${panel.note}</p>
    <div>${panel.chart}</div>
  </div>`;
}

function barePanelOf(panel: Panel): Markup {
  return html`<div class="panel">${panel.chart}</div>`;
}

function panelsOf({ size }: Figure, panels: readonly Panel[]): Markup {
  return html`<div class="panels ${size}">${panels.map(size === 'large' ? barePanelOf : panelOf)}</div>`;
}

export function figureOf(figure: Figure): Markup {
  return html`<figure id="${figure.id}">
    <h3>${figure.title}</h3>
    <figcaption>${figure.reading}</figcaption>
    ${figure.key} ${panelsOf(figure, figure.panels.slice(0, MOST_OPEN))}
    ${
      figure.panels.length > MOST_OPEN &&
      html`<details>
        <summary>The other ${figure.panels.length - MOST_OPEN}</summary>
        ${panelsOf(figure, figure.panels.slice(MOST_OPEN))}
      </details>`
    }
  </figure>`;
}
