/** One chart as an inline SVG: drawn by Observable Plot on a document without a browser. */
import * as Plot from '@observablehq/plot';
import { Markup } from '../markup.js';
import { SvgDocument, SvgElement } from './svg-document.js';

/** For screen readers: what the chart is, and what it shows in words. */
export interface Spoken {
  readonly title: string;
  readonly description: string;
}

const GEOMETRY = ['d', 'transform', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'points'];

/** Two decimals of a pixel: smaller files, and no last digits that differ between engines. */
function roundGeometry(element: SvgElement): void {
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
  const document = new SvgDocument();
  const drawn: unknown = Plot.plot({ ...options, document, className: 'plot' } as unknown as Plot.PlotOptions);
  const svg = drawn as SvgElement;
  svg.childNodes.find(({ tagName }) => tagName === 'style')?.remove();
  for (const name of ['font-family', 'font-size', 'fill']) svg.removeAttribute(name);
  svg.setAttribute('role', 'img');
  for (const [tag, text] of [
    ['desc', spoken.description],
    ['title', spoken.title],
  ] as const) {
    const element = new SvgElement(document, tag);
    element.textContent = text;
    svg.insertBefore(element, svg.firstChild);
  }
  for (const element of svg.tree()) roundGeometry(element);
  return new Markup(svg.outerHTML);
}
