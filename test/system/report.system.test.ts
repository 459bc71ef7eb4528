/** The report as a reader's browser shows it: headless Chromium with scripts off. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { renderReport } from '../../src/report/html.js';
import { FOUR, plausibleRecords, reportOf } from '../report/plausible.js';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const LONG = 'a-protocol-name-as-long-as-nobody-should-write-but-somebody-will-without-any-space';

const size = { producers: 40, blocks: 500, weightless: 3 };
const long = FOUR.map((character, i) => (i === 1 ? { ...character, protocol: LONG, kind: LONG } : character));
/** As many protocols and points as the study of all protocols has, and results that are not all good. */
const many = Array.from({ length: 20 }, (_, i) => ({ ...FOUR[i % 4]!, protocol: `protocol-with-a-name-${i}` }));
const points = ['as=Bitcoin hash power 2023', 'as=Cosmos, rewards staked again', 'as=the largest split in five'];
const study = plausibleRecords(many, {
  repeat: 2,
  size: { producers: 12, blocks: 150, weightless: 0 },
  variants: points,
});
const PAGES = {
  study: renderReport(
    reportOf(
      study.map((record, i) =>
        i % 3 > 0
          ? record
          : {
              ...record,
              verdicts: { ...record.verdicts, liveness: { is: 'unknown' as const, why: 'nothing was decided' } },
            },
      ),
    ),
  ),
  comparison: renderReport(reportOf(plausibleRecords(FOUR, { repeat: 4, size }))),
  sweep: renderReport(
    reportOf(
      plausibleRecords(long, { repeat: 2, size, variants: ['network.latency.median=50 ms', `${LONG}=${LONG}`] }).map(
        (record, i) =>
          i === 0
            ? {
                ...record,
                verdicts: {
                  ...record.verdicts,
                  agreement: { is: 'violated' as const, witness: LONG.repeat(5), at: 5 },
                },
              }
            : record,
      ),
      { name: LONG, asks: LONG, command: `consensim ${LONG}`, seed: LONG, scenarioText: `${LONG.repeat(4)}\n` },
    ),
  ),
};

/** What the browser complained of or asked for. */
interface Trouble {
  readonly console: string[];
  readonly requests: string[];
}

let profile: string;
let context: BrowserContext;

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) throw new Error(`no browser at ${CHROMIUM}: install chromium or set CHROMIUM_PATH`);
  profile = mkdtempSync(join(tmpdir(), 'consensim-report-'));
  for (const [name, html] of Object.entries(PAGES)) writeFileSync(join(profile, `${name}.html`), html);
  context = await chromium.launchPersistentContext(join(profile, 'browser'), {
    executablePath: CHROMIUM,
    headless: true,
    args: FLAGS,
    javaScriptEnabled: false,
  });
});

afterAll(async () => {
  await context?.close();
  rmSync(profile, { recursive: true, force: true });
});

async function open(
  name: string,
  width: number,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<{ page: Page; trouble: Trouble }> {
  const page = await context.newPage();
  const trouble: Trouble = { console: [], requests: [] };
  page.on('console', (message) => trouble.console.push(message.text()));
  page.on('pageerror', (error) => trouble.console.push(error.message));
  page.on('request', (request) => trouble.requests.push(request.url()));
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
  await page.goto(pathToFileURL(join(profile, `${name}.html`)).href);
  return { page, trouble };
}

/** Pairs of texts in one chart whose boxes overlap; runs in the browser. */
function touchingLabels(charts: readonly any[]): string[] {
  return charts.flatMap((chart) => {
    const labels = [...chart.querySelectorAll('text')]
      .filter((text) => text.textContent.trim() !== '' && !text.getAttribute('transform')?.includes('rotate'))
      .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    return labels.flatMap((a, i) =>
      labels
        .slice(i + 1)
        .filter(
          ({ box }) =>
            a.box.left < box.right &&
            box.left < a.box.right &&
            a.box.top + 2 < box.bottom &&
            box.top + 2 < a.box.bottom,
        )
        .map((b) => `${chart.querySelector('title').textContent}: "${a.text}" on "${b.text}"`),
    );
  });
}

describe.each(Object.keys(PAGES))('the report of a %s', (name) => {
  test('loads itself only and leaves nothing on the console', async () => {
    const { page, trouble } = await open(name, 1280);
    expect(trouble.console).toEqual([]);
    expect(trouble.requests).toEqual([pathToFileURL(join(profile, `${name}.html`)).href]);
    await page.close();
  });

  test.each([390, 800, 1100, 1280])('is not wider than a window of %i pixels', async (width) => {
    const { page } = await open(name, width);
    const session = await context.newCDPSession(page);
    const { cssContentSize } = await session.send('Page.getLayoutMetrics');
    expect(cssContentSize.width).toBe(width);
    await page.close();
  });

  test.each([390, 1280])('shows every section and picture in a window of %i pixels', async (width) => {
    const { page } = await open(name, width);
    for (const part of ['header', '#answer', '#pictures', '#messages', '#reproduce', 'figure', 'figcaption']) {
      for (const element of await page.locator(part).all()) expect(await element.isVisible()).toBe(true);
    }
    const charts = await page.locator('svg.plot:visible').all();
    expect(charts.length).toBeGreaterThan(20);
    for (const chart of charts) {
      const box = (await chart.boundingBox())!;
      expect(box.width).toBeGreaterThan(40);
      expect(box.height).toBeGreaterThan(30);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
    }
    await page.close();
  });

  test.each([390, 1280])('writes no label of a chart over another in a window of %i pixels', async (width) => {
    const { page } = await open(name, width);
    expect(await page.locator('svg.plot').evaluateAll(touchingLabels)).toEqual([]);
    await page.close();
  });

  test('is named in its charts for screen readers', async () => {
    const { page } = await open(name, 1280);
    const charts = await page.locator('svg.plot:visible').count();
    expect(await page.getByRole('img', { name: /\S/ }).count()).toBe(charts);
    await page.close();
  });

  test('prints on several pages', async () => {
    const { page } = await open(name, 1280);
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThanOrEqual(4);
    expect(pages).toBeLessThan(name === 'study' ? 60 : 30);
    await page.close();
  });
});

test('a dark screen gets other pixels than a light one', async () => {
  const shot = async (scheme: 'light' | 'dark') => {
    const { page } = await open('comparison', 800, scheme);
    const pixels = await page.screenshot();
    await page.close();
    return pixels;
  };
  expect((await shot('dark')).equals(await shot('light'))).toBe(false);
});
