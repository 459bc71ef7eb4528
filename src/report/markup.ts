/** HTML that is safe by construction: every value put in a template is escaped unless it is markup already. */

/** Finished HTML. Only {@link html} and the picture writer make it from text. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Control characters other than tab and line feed, and those that turn the direction of the text around them. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** The text without characters that cannot be shown or that reorder what stands beside them. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** The text as it may stand between tags and in quoted attributes. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

function rendered(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  return content.map(rendered).join('');
}

/**
 * A template whose values are escaped; arrays are joined, null, undefined and false leave nothing. The indentation of
 * the template itself is dropped, that of the values is kept.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const parts = strings.map(
    (part, i) => part.replace(/\s*\n\s*/g, '\n') + (i < values.length ? rendered(values[i]) : ''),
  );
  return new Markup(parts.join(''));
}
