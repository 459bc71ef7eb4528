/** The page for a person: one node's views as tables, a form for each command, and the time. */
import { z, type ZodObject, type ZodType } from 'zod';
import { html, type Markup } from '../report/markup.js';
import { tableOf } from '../scenario/shown.js';
import type { LiveRun } from '../scenario/live.js';
import type { ServedRun } from './routes.js';

/** More rows of one view would only make the page slow. */
const MOST_ROWS = 200;

export function pageOf({ live, name, asks }: ServedRun, node: number): Markup['text'] {
  const { protocol, kind, seed } = live.spec;
  const nodes = Array.from({ length: live.nodes }, (_, at) => at);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${name}: node ${node}</title>
        <link rel="stylesheet" href="/page.css" />
        <script src="/page.js" defer></script>
      </head>
      <body data-node="${node}">
        <header>
          <h1>${name}</h1>
          <p>${asks}</p>
          <p>
            ${protocol} (${kind}), seed ${seed}, ${live.now / 1e6} s, ${live.events}
            events${live.ended && html`, ended: ${live.ended}`}
          </p>
          <form data-route="/run">
            <label>run for <input name="for" value="10 s" size="8" /></label><button>Run</button>
          </form>
          <form data-route="/run">
            <label>run until <input name="until" placeholder="60 s" size="8" /></label><button>Run until</button>
          </form>
          <form data-route="/step">
            <label>events <input name="events" type="number" value="1" min="1" /></label><button>Step</button>
          </form>
          <nav>
            ${nodes.slice(0, MOST_ROWS).map((at) => html`<a href="/?node=${at}" ${at === node && html` aria-current="page"`}>${at}</a> `)}
          </nav>
          <p id="answer" role="status"></p>
        </header>
        <main>
          ${Object.keys(live.commands).map((word) => formOf(live, node, word))}
          ${Object.keys(live.views).map((word) => viewOf(live, node, word))}
        </main>
      </body>
    </html>`;
  return page.text;
}

function formOf(live: LiveRun, node: number, name: string): Markup {
  const { describe, schema } = live.commands[name]!;
  return html`<form data-route="/nodes/${node}/commands/${name}">
    <h2>${name}</h2>
    <p>${describe}</p>
    ${fields(schema as ZodObject, '')}
    <button>${name}</button>
  </form>`;
}

interface JsonProperty {
  readonly type?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonProperty>>;
}

/** An input for each option; those of an object within have dotted names. */
function fields(schema: ZodType, prefix: string): Markup[] {
  return fieldsOf(z.toJSONSchema(schema, { io: 'input' }) as JsonProperty, prefix);
}

function fieldsOf({ properties = {} }: JsonProperty, prefix: string): Markup[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const word = `${prefix}${name}`;
    if (property.properties) return fieldsOf(property, `${word}.`);
    return [html`<label title="${property.description ?? ''}">${word} ${inputOf(word, property)}</label>`];
  });
}

function inputOf(name: string, { type, default: value, enum: words }: JsonProperty): Markup {
  const given = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  if (words) {
    const options = words.map((word) => html`<option${word === value && html` selected`}>${String(word)}</option>`);
    return html`<select name="${name}">
      ${options}
    </select>`;
  }
  return html`<input name="${name}" data-type="${type ?? 'any'}" value="${given}" />`;
}

/** A view that needs no options, as a table. */
function viewOf(live: LiveRun, node: number, name: string): Markup | undefined {
  const { describe, schema } = live.views[name]!;
  if (!schema.safeParse({}).success) return undefined;
  const { head, rows } = tableOf(live.view(node, name, {}));
  const shown = rows.slice(-MOST_ROWS);
  return html`<section>
    <h2><a href="/nodes/${node}/${name}">${name}</a></h2>
    <p>${describe}${rows.length > shown.length && ` The last ${shown.length} of ${rows.length}.`}</p>
    <table>
      <thead>
        <tr>
          ${head.map((word) => html`<th scope="col">${word}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** Forms send JSON; what the server answers is written as text. */
export const PAGE_SCRIPT = `'use strict';
const answer = document.getElementById('answer');
const valueOf = ({ value, dataset: { type }, type: input }) => {
  if (input === 'number' || type === 'number' || type === 'integer') return Number(value);
  if (type === 'boolean') return value === 'true';
  if (type === 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};
for (const form of document.forms) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = {};
    for (const field of form.elements) {
      if (!field.name || field.value === '') continue;
      const path = field.name.split('.');
      const last = path.pop();
      let at = body;
      for (const step of path) at = at[step] ??= {};
      at[last] = valueOf(field);
    }
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(form.dataset.route, { method: 'POST', headers, body: JSON.stringify(body) });
    if (reply.ok) location.reload();
    else answer.textContent = (await reply.json()).error;
  });
}
`;

export const PAGE_STYLE = `:root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; }
h1, h2 { margin: 0.6rem 0 0.2rem; } h2 { font-size: 1.05rem; } p { margin: 0.2rem 0; }
form, section { border: 1px solid #8884; border-radius: 6px; margin: 0.6rem 0; overflow-x: auto; padding: 0.5rem 0.8rem; }
label { display: inline-block; margin: 0.2rem 0.8rem 0.2rem 0; }
table { border-collapse: collapse; font-size: 0.9rem; } th, td { padding: 0.1rem 0.6rem; text-align: left; }
td { font-variant-numeric: tabular-nums; max-width: 30rem; overflow-wrap: anywhere; }
nav a { padding: 0 0.3rem; } nav a[aria-current] { font-weight: bold; } #answer { color: #c33; min-height: 1.4em; }
`;
