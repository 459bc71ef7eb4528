/**
 * As much of a document as Observable Plot needs to draw on: elements with attributes, inline styles and text, no parser,
 * no events, no selectors. A whole DOM would take longer to load than a small run.
 */
import { escaped } from '../markup.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Inline styles, in the order in which they were set; Plot and d3 set them by either name. */
class Styles {
  readonly declared = new Map<string, string>();

  setProperty(name: string, value: unknown): void {
    this.declared.set(name, String(value));
  }

  removeProperty(name: string): void {
    this.declared.delete(name);
  }

  getPropertyValue(name: string): string {
    return this.declared.get(name) ?? '';
  }
}

/** An element, or what hangs in one. */
export class SvgElement {
  readonly ownerDocument: SvgDocument;
  readonly namespaceURI: string = SVG;
  readonly tagName: string;
  readonly style = new Styles();
  parentNode: SvgElement | null = null;
  childNodes: SvgElement[] = [];
  private readonly attributes = new Map<string, string>();
  private text = '';

  constructor(ownerDocument: SvgDocument, tagName: string) {
    this.ownerDocument = ownerDocument;
    this.tagName = tagName;
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, String(value));
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  get firstChild(): SvgElement | null {
    return this.childNodes[0] ?? null;
  }

  get nextSibling(): SvgElement | null {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  /** The text of an element without elements; an element has text or elements, not both. */
  get textContent(): string {
    return this.text;
  }

  set textContent(text: string | null) {
    for (const child of this.childNodes) child.parentNode = null;
    this.childNodes = [];
    this.text = text ?? '';
  }

  appendChild(child: SvgElement): SvgElement {
    return this.insertBefore(child, null);
  }

  insertBefore(child: SvgElement, before: SvgElement | null): SvgElement {
    child.remove();
    child.parentNode = this;
    if (before === null) this.childNodes.push(child);
    else this.childNodes.splice(this.childNodes.indexOf(before), 0, child);
    return child;
  }

  remove(): void {
    const siblings = this.parentNode?.childNodes;
    siblings?.splice(siblings.indexOf(this), 1);
    this.parentNode = null;
  }

  /** This element and all below it, in the order of the document. */
  *tree(): Generator<SvgElement> {
    yield this;
    for (const child of this.childNodes) yield* child.tree();
  }

  /** As markup. */
  get outerHTML(): string {
    const styles = [...this.style.declared].map(([name, value]) => `${name}:${value}`).join(';');
    const attributes = [...this.attributes, ...(styles ? [['style', styles] as const] : [])];
    const start = `<${this.tagName}${attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('')}`;
    const inside = escaped(this.text) + this.childNodes.map((child) => child.outerHTML).join('');
    return inside === '' ? `${start} />` : `${start}>${inside}</${this.tagName}>`;
  }
}

/** What elements are made by. */
export class SvgDocument {
  readonly documentElement = new SvgElement(this, 'svg');

  createElementNS(_svg: string, tagName: string): SvgElement {
    return new SvgElement(this, tagName);
  }
}
