/** One chart as an inline SVG: drawn by Observable Plot on a document without a browser. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom/worker';
import { Markup, printable } from '../markup.js';

/** For screen readers: what the chart is, and what it shows in words. */
export interface Spoken {
  readonly title: string;
  readonly description: string;
}

const SVG = 'http://www.w3.org/2000/svg';
const GEOMETRY = ['d', 'transform', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'points'];

/** Two decimals of a pixel: smaller files, and no last digits that differ between engines. */
function roundGeometry(element: {
  getAttribute(name: string): string | null;
  setAttribute(n: string, v: string): void;
}) {
  for (const name of GEOMETRY) {
    const value = element.getAttribute(name);
    if (value?.includes('.') && !value.includes('em')) {
      const rounded = value.replace(/-?\d+\.\d+(?:e-?\d+)?/g, (number) =>
        String(Math.round(Number(number) * 100) / 100),
      );
      element.setAttribute(name, rounded);
    }
  }
}

/**
 * Draws a chart. Plot's own style sheet and class are replaced by the page's, for they are the same for all charts.
 * Marks must not use clips, markers or gradients, whose ids would depend on what was drawn before.
 */
export function draw(spoken: Spoken, options: Plot.PlotOptions): Markup {
  const { document } = parseHTML('<!doctype html><html><head></head><body></body></html>');
  const svg = Plot.plot({ ...options, document, className: 'plot' } as Plot.PlotOptions);
  svg.querySelector('style')?.remove();
  for (const name of ['font-family', 'font-size', 'fill']) svg.removeAttribute(name);
  svg.setAttribute('role', 'img');
  for (const [tag, text] of [
    ['desc', spoken.description],
    ['title', spoken.title],
  ] as const) {
    const element = document.createElementNS(SVG, tag);
    element.textContent = printable(text);
    svg.insertBefore(element, svg.firstChild);
  }
  for (const element of svg.querySelectorAll('*')) roundGeometry(element);
  return new Markup(svg.outerHTML);
}
