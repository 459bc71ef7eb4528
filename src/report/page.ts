/** The page as a whole: what was asked, the answer, the pictures, the cost, and how to get the same again. */
import { answerLines, answerTable } from './answer.js';
import { assumptionsTable } from './assumptions.js';
import type { SpaceTimes } from '../runner/record.js';
import { theoryTable } from './beside-theory.js';
import type { Evidence } from './evidence.js';
import { counted } from './format.js';
import { findingsList } from './findings.js';
import { headlineTable } from './headline.js';
import { html, Markup } from './markup.js';
import type { Content } from './markup.js';
import { messagesTable } from './messages.js';
import { keyOf } from './pictures/figure.js';
import { funnelFigure } from './pictures/funnel.js';
import { intervalsFigure } from './pictures/intervals.js';
import { latencyFigure } from './pictures/latency.js';
import { lorenzFigure } from './pictures/lorenz.js';
import { sharesFigure } from './pictures/shares.js';
import { propagationFigure } from './pictures/propagation.js';
import { regionsFigure } from './pictures/regions.js';
import { spaceTimeChart, spaceTimeFigure, spaceTimeKey } from './pictures/space-time.js';
import { sweepFigures } from './pictures/sweep.js';
import { theoryFigure } from './pictures/theory.js';
import { treeFigure } from './pictures/tree.js';
import { viewsFigure } from './pictures/views.js';
import { windowFigures } from './pictures/windows.js';
import { rankingSection } from './ranking.js';
import { reproduction } from './reproduce.js';
import { STYLE } from './style.js';
import { isUnbroken, verdictTable } from './verdicts.js';

/** The page may load nothing and run nothing, whatever gets into it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Protocols whose every metric stands in the open. */
const MOST_NUMBERED = 8;

function section(id: string, title: string, body: Content): Markup {
  return html`<section id="${id}">
    <h2>${title}</h2>
    ${body}
  </section>`;
}

function header({ input, protocols, variants }: Evidence): Markup {
  const sweep = variants.length > 1 && ` at ${counted(variants.length, 'point')} of a sweep`;
  return html`<header>
    <p class="kicker">consensim report</p>
    <h1>${input.name}</h1>
    <p class="asks">${input.asks}</p>
    <p class="facts">
      ${counted(protocols.length, 'protocol')}${sweep}, ${counted(input.repeat, 'run')} each,
      ${counted(input.records.length, 'run')} in all. Seed ${input.seed}. consensim ${input.version}.
    </p>
  </header>`;
}

function answer(evidence: Evidence): Content {
  const folded = (title: string, body: Content) =>
    html`<details>
      <summary>${title}</summary>
      ${body}
    </details>`;
  const verdicts = verdictTable(evidence);
  const numbers = headlineTable(evidence);
  return html`${answerLines(evidence)} ${answerTable(evidence)} ${findingsList(evidence)}
  ${
    isUnbroken(evidence)
      ? folded('Safe and live, protocol by protocol', verdicts)
      : html`<h3>Did it stay safe and live?</h3>
          ${verdicts}`
  }
  ${
    evidence.shown.length > MOST_NUMBERED
      ? folded('All metrics, protocol by protocol', numbers)
      : html`<h3>The numbers</h3>
          ${numbers}`
  }`;
}

function pictures(evidence: Evidence): Content {
  const sweep = sweepFigures(evidence);
  const kinds = evidence.protocols.map((ink) => ({
    ...ink,
    protocol: ink.protocol === ink.kind ? ink.kind : `${ink.protocol} (${ink.kind})`,
  }));
  return html`${keyOf(kinds)} ${theoryFigure(evidence)} ${sweep}
  ${
    sweep &&
    html`<p class="facts">
      ${
        evidence.pictured.length > evidence.shown.length
          ? 'Some pictures below show every point of the sweep, the others the first'
          : 'The pictures below show the first point of the sweep'
      }, <b>${evidence.nameOf(evidence.variants[0]!)}</b>.
    </p>`
  }
  ${funnelFigure(evidence)} ${lorenzFigure(evidence)} ${intervalsFigure(evidence)} ${windowFigures(evidence)}
  ${sharesFigure(evidence)} ${propagationFigure(evidence)} ${regionsFigure(evidence)} ${latencyFigure(evidence)}
  ${treeFigure(evidence)} ${viewsFigure(evidence)} ${spaceTimeFigure(evidence)}`;
}

function sections(evidence: Evidence): Content {
  if (evidence.input.records.length === 0) {
    return section('answer', 'The answer at a glance', html`<p>No run has finished yet.</p>`);
  }
  const theory = theoryTable(evidence);
  const ranking = rankingSection(evidence);
  const said = evidence.input.records.some(({ messagesByKind }) => Object.keys(messagesByKind).length > 0);
  return html`${section('answer', 'The answer at a glance', answer(evidence))}
  ${ranking && section('ranking', 'Who keeps power spread', ranking)}
  ${theory && section('theory', 'Theory beside the result', theory)}
  ${section('pictures', 'The pictures', pictures(evidence))}
  ${section('assumptions', 'What each protocol takes for granted', assumptionsTable(evidence))}
  ${said && section('messages', 'What was said on the network', messagesTable(evidence))}`;
}

/** What a page about one window of one run shows. */
export interface DrawnWindow extends SpaceTimes {
  readonly name: string;
  readonly asks: string;
  readonly protocol: string;
  readonly seed: string;
  readonly n: number;
}

/** One window of one run. */
export function windowPageOf(drawn: DrawnWindow): string {
  const { name, asks, protocol, seed, n } = drawn;
  return documentOf(
    name,
    html`<header>
        <p class="kicker">consensim window</p>
        <h1>${name}</h1>
        <p class="asks">${asks}</p>
        <p class="facts">${protocol}, seed ${seed}.</p>
      </header>
      ${spaceTimeKey(drawn)} ${drawn.stretches.map((stretch) => spaceTimeChart(protocol, n, stretch, drawn))}`,
  );
}

/** The whole document. */
export function pageOf(evidence: Evidence): string {
  return documentOf(
    evidence.input.name,
    html`${header(evidence)} ${sections(evidence)}
    ${section('reproduce', 'How to get the same again', reproduction(evidence))}`,
  );
}

function documentOf(name: string, body: Markup): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <title>${name} – consensim report</title>
        <style>
          ${new Markup(STYLE)}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`;
  return `${page.text}\n`;
}
