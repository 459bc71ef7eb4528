/** The style sheet of the report: light and dark, wide and narrow, screen and paper. */

/**
 * One colour per protocol. The first four after Okabe and Ito (2008), Color Universal Design; all stand out from their
 * ground (contrast 3 and more) and from each other for readers who lack a cone: a test holds them to it.
 */
export const PALETTE = {
  light: { paper: '#ffffff', inks: ['#0069aa', '#d45500', '#00916a', '#b8578f', '#7a2be0', '#6e0f2e'] },
  dark: { paper: '#15181c', inks: ['#4a9fe0', '#f28a45', '#2ec49a', '#e19ac5', '#9a5cff', '#f0325f'] },
} as const;

const variables = ({ paper, inks }: { readonly paper: string; readonly inks: readonly string[] }) =>
  `--paper: ${paper}; ${inks.map((ink, i) => `--p${i}: ${ink};`).join(' ')}`;

const LIGHT = `
  --ink: #1a1d21; --muted: #59626c; --rule: #d9dde2; --grid: #e8ebee; --wash: #f5f6f8;
  --good: #00664b; --bad: #b3261e; --open: #7a5600; --link: #0b5cad; ${variables(PALETTE.light)}`;
const DARK = `
  --ink: #e8ebee; --muted: #a0a9b3; --rule: #363c44; --grid: #272c32; --wash: #1d2126;
  --good: #5fd0a8; --bad: #ff8f85; --open: #e6be62; --link: #7db9f0; ${variables(PALETTE.dark)}`;

const PAGE = `
* { box-sizing: border-box; }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 72px; }
h1, h2 { font-family: Charter, "Iowan Old Style", Palatino, Georgia, "DejaVu Serif", serif; line-height: 1.15;
  font-weight: 700; }
h1 { font-size: clamp(28px, 5vw, 44px); margin: 4px 0 12px; letter-spacing: -0.01em; }
h2 { font-size: 27px; margin: 64px 0 16px; padding-top: 14px; border-top: 3px solid var(--ink); }
h3 { font-size: 19px; line-height: 1.3; margin: 36px 0 6px; }
h4 { font-size: 15px; line-height: 1.35; margin: 0; font-weight: 600; }
p { margin: 0 0 12px; max-width: 72ch; }
.kicker { text-transform: uppercase; letter-spacing: 0.08em; font-size: 12px; font-weight: 600; color: var(--muted);
  margin: 0; }
.asks { font-size: clamp(18px, 2.4vw, 22px); line-height: 1.4; max-width: 60ch; margin-bottom: 14px; }
.facts, .note, small { color: var(--muted); font-size: 13.5px; line-height: 1.45; }
.note { margin: 0 0 4px; max-width: 92ch; } .facts { max-width: 92ch; }
small { display: block; font-size: 12.5px; line-height: 1.4; }
b, strong { font-weight: 650; }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { background: var(--wash); border: 1px solid var(--rule); border-radius: 6px; padding: 12px 14px;
  margin: 8px 0 16px;
  white-space: pre-wrap; overflow-wrap: anywhere; }
.good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); }
.good, .bad, .open { font-weight: 650; } .muted { color: var(--muted); }
dl.glance { margin: 0 0 18px; max-width: 960px; }
dl.glance div { display: grid; grid-template-columns: 172px 1fr; gap: 2px 20px; padding: 9px 0; border-top: 1px solid var(--rule); }
dl.glance div:first-child { border-top: 0; } dt { color: var(--muted); font-size: 14.5px; line-height: 1.6; } dd { margin: 0; }
.answer td b { font-size: 17px; font-weight: 600; white-space: nowrap; } .answer small.beside { display: inline; }
.answer th[scope="row"] { overflow-wrap: break-word; }
.answer .figures { display: flex; flex-wrap: wrap; gap: 0 7px; align-items: baseline; } .figures .text { flex-basis: 100%; }
ul.points { list-style: none; margin: 0 0 16px; padding: 0; max-width: 82ch; }
ul.points li { padding: 7px 0 7px 28px; border-top: 1px solid var(--rule); position: relative; }
ul.points.plain li { padding-left: 0; }
ul.points li > .mark { position: absolute; left: 2px; }`;

const TABLES = `
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; margin: 8px 0 12px; }
th, td { text-align: left; vertical-align: top; padding: 9px 14px 9px 0; border-top: 1px solid var(--rule);
  line-height: 1.35; }
th { font-weight: 600; }
thead th { font-size: 13px; border-top: 0; border-bottom: 2px solid var(--ink); vertical-align: bottom; }
thead th small { font-weight: 400; } thead th { overflow-wrap: normal; }
thead + tbody tr:first-child > * { border-top: 0; }
table:not(:has(thead)) tr:first-child > * { border-top: 0; }
tbody th[scope="row"] { min-width: 104px; } .headline tbody th { min-width: 124px; } .messages { max-width: 820px; } .large td { white-space: nowrap; }
.large td[colspan] { white-space: normal; }
.reproduction td:first-of-type { min-width: 76px; } .messages tbody tr + tr > * { border-top: 0; padding-top: 0; }
.theory .right { white-space: nowrap; }
.verdicts { table-layout: fixed; } .verdicts td > div > span { white-space: nowrap; }
.verdicts .name { white-space: normal; }
.share { padding-left: 28px; width: 34%; }
td .value { font-size: 18px; font-weight: 600; white-space: nowrap; } td small { white-space: nowrap; }
td small.text { white-space: normal; }
.right { text-align: right; padding-right: 0; padding-left: 14px; }
.bar { display: inline-block; height: 9px; border-radius: 1px; vertical-align: baseline; }
.name { overflow-wrap: anywhere; }
.spot { width: 18px; height: 10px; display: inline-block; vertical-align: 0; margin-right: 3px; }
.swatch { display: inline-block; width: 22px; height: 12px; vertical-align: -1px; border: 1px solid var(--rule); }
.heat th[scope="col"] { font-weight: 400; } .heat td { padding: 7px 8px; white-space: nowrap; } .ranking td { vertical-align: baseline; }
.heat th[scope="row"], .assumptions th[scope="row"], .ranking th[scope="row"] { min-width: 20ch; overflow-wrap: anywhere; } .wide { overflow-x: auto; }
.ranking td small { display: inline; margin-left: 4px; }
.digest { word-break: break-all; }`;

const PICTURES = `
figure { margin: 0 0 24px; }
figcaption { color: var(--muted); font-size: 14.5px; max-width: 82ch; margin-bottom: 10px; }
ul.key { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 0; margin: 0 0 14px;
  font-size: 14px; }
.panels { display: grid; gap: 0 30px; }
.panels.small { grid-template-columns: repeat(auto-fill, minmax(min(235px, 100%), 1fr)); }
.panels.medium { grid-template-columns: repeat(auto-fill, minmax(min(310px, 100%), 1fr)); }
.panels.wide { grid-template-columns: repeat(auto-fill, minmax(min(400px, 100%), 1fr)); }
.panels.large { grid-template-columns: repeat(auto-fill, minmax(min(430px, 100%), 1fr)); max-width: 960px; }
.panels.strip { display: block; }
.panel { break-inside: avoid; min-width: 0; margin-bottom: 24px; }
.small .panel, .medium .panel, .wide .panel { display: grid; grid-row: span 3; grid-template-rows: subgrid; row-gap: 0; }
.panel h4:empty, .panel .note:empty { min-height: 0; margin: 0; }
svg.plot { display: block; width: 100%; height: auto; overflow: visible; fill: currentColor;
  font: 11px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
.large svg.plot { max-width: 560px; } .small svg.plot { max-width: 340px; } .medium svg.plot { max-width: 430px; } .wide svg.plot { max-width: 540px; }
#regions svg.plot { max-width: 600px; } #regions td { white-space: nowrap; } #propagation svg.plot { max-width: 560px; }
summary { cursor: pointer; color: var(--link); margin: 12px 0; }
svg.plot text { white-space: pre; }
.tree { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: flex-end; }
.tree svg.plot { width: auto; max-width: 100%; flex: none; }`;

/** A table on a screen too narrow for it: each row a card, each cell led by its column's name. */
const cards = (table: string) => `
  ${table} thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  ${table}, ${table} tbody, ${table} tr, ${table} td, ${table} th { display: block; }
  ${table} tr { border-top: 2px solid var(--ink); padding: 10px 0 14px; }
  ${table} tr > * { border: 0; padding: 3px 0; }
  ${table} tr > th { font-size: 17px; padding-bottom: 6px; }
  ${table} td { display: grid; grid-template-columns: minmax(112px, 36%) 1fr; gap: 0 12px; }
  ${table} td::before { content: attr(data-label); color: var(--muted); font-size: 13.5px; padding-top: 2px; }
  ${table} td > div { min-width: 0; } ${table} td > small { grid-column: 2; } ${table} td small { white-space: normal; }`;

const NARROW = `
@media screen and (max-width: 1040px) {${cards('table.headline')}
  table.headline tbody { columns: 300px; column-gap: 32px; } table.headline tr { break-inside: avoid; }
}
@media screen and (max-width: 720px) {${cards('table.verdicts')}${cards('table.answer')}${cards('table.theory')}${cards('table.spreading')}${cards('table.assumptions')}${cards('table.ranking')}
  .heat { font-size: 12px; } dl.glance div { grid-template-columns: 1fr; } table.theory td, table.theory .right { text-align: left; padding-left: 0; white-space: normal; } .regions { display: block; overflow-x: auto; }
  main { padding: 24px 16px 48px; }
  h2 { font-size: 23px; margin-top: 44px; } .large table, .messages, .reproduction { font-size: 14px; }
}`;

const PAPER = `
@page { margin: 14mm; }
@media print {
  :root {${LIGHT} }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  h2 { margin-top: 26pt; } h2, h3, h4, figcaption, .key { break-after: avoid; }
  tr, li, figcaption, figure:not(#tree), .headline, .tree svg { break-inside: avoid; }
  #tree h4, #tree .note { break-after: avoid; } thead { display: table-header-group; }
  .panels.small, .panels.medium { grid-template-columns: repeat(3, 1fr); }
  .panels.small:has(> :nth-child(4):last-child) { grid-template-columns: repeat(2, 1fr); }
  .small svg.plot { max-width: 290px; }
  .panels.small, .panels.medium { column-gap: 14pt; } h3 { margin-top: 18pt; }
  .panels.wide { grid-template-columns: repeat(auto-fill, minmax(min(400px, 100%), 1fr)); }
.panels.large { grid-template-columns: repeat(2, 1fr); }
  td .value { font-size: 12pt; } td, th { padding: 6px 8px 6px 0; } thead th { font-size: 8.5pt; }
  td small { font-size: 8pt; }
  .bar, .spot, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}`;

/** Everything between the `style` tags. */
export const STYLE = `:root {${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root {${DARK} } }${PAGE}${TABLES}${PICTURES}${NARROW}${PAPER}
`;
