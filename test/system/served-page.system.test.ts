/** The page of `consensim serve` in a reader's browser, used as a person uses it. Needs `npm run build`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

let folder: string;
let browser: Browser;
let server: ChildProcess;
let url: string;
let page: Page;
let trouble: string[];

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) throw new Error(`no browser at ${CHROMIUM}: install chromium or set CHROMIUM_PATH`);
  folder = mkdtempSync(join(tmpdir(), 'consensim-page-'));
  browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  const scenario = join(ROOT, 'scenarios/systems/on-demand-left-behind.yaml');
  const args = [join(ROOT, 'dist/cli/main.js'), 'serve', scenario, '--port', '0', '--at', '1 s'];
  server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  url = await new Promise((resolve) => server.stdout!.once('data', (text: Buffer) => resolve(text.toString().trim())));
  trouble = [];
  page = await browser.newPage();
  page.on('console', (message) => trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(error.message));
  await page.goto(`${url}/?node=1`);
});
afterEach(async () => {
  await page.close();
  const ended = new Promise((resolve) => server.once('close', resolve));
  server.kill('SIGINT');
  await ended;
});

const form = (command: string) => page.locator(`form[data-route$="/${command}"]`);

/** Fills the form of a command, sends it, and waits for the page that comes then. */
async function send(command: string, fields: Record<string, string> = {}, button?: string): Promise<void> {
  const at = button === undefined ? form(command) : form(command).filter({ hasText: button }).last();
  for (const [name, value] of Object.entries(fields)) await at.locator(`[name="${name}"]`).fill(value);
  await Promise.all([page.waitForEvent('load'), at.getByRole('button').click()]);
}

/** Rows of the table of a view. */
const rows = (view: string) =>
  page.locator('section', { has: page.locator(`h2 a:text-is("${view}")`) }).locator('tbody tr');
const ask = async (path: string): Promise<any> => (await fetch(url + path)).json();

test('nodes register, a payment is submitted and mined, and the third node is left behind', async () => {
  expect(await rows('chain').count()).toBe(1);
  await send('register-with', { peer: '0' });
  await send('run', { for: '2 s' }, 'run for');
  expect((await rows('peers').allInnerTexts()).toSorted()).toEqual(['0', '1']);
  await send('submit', { 'transaction.sender': 'alice', 'transaction.receiver': 'bob', 'transaction.amount': '7' });
  await send('step', { events: '3' });
  expect((await ask('/time')).events).toBeGreaterThan(0);
  await send('mine');
  await send('run', { until: '15 s' }, 'run until');
  expect(await ask('/time')).toMatchObject({ time_s: 15 });
  expect(await rows('chain').count()).toBe(2);
  await page.goto(`${url}/?node=0`);
  expect(await rows('chain').count()).toBe(2);
  expect(await rows('pool').last().innerText()).toContain('alice\tbob');
  await page.getByRole('navigation').getByRole('link', { name: '2' }).click();
  expect(await page.title()).toContain('node 2');
  expect(await rows('chain').count()).toBe(1);
  await send('add-peer', { peer: '0' });
  expect(await rows('peers').allInnerTexts()).toEqual(['0']);
  expect(trouble).toEqual([]);
});

test('what is refused is said on the page, as text', async () => {
  await form('add-peer').locator('[name="peer"]').fill('9');
  await form('add-peer').getByRole('button').click();
  await page.getByRole('status').filter({ hasText: 'peer: expected a node from 0 to' }).waitFor();
  await form('run').first().locator('[name="for"]').fill('<b>soon</b>');
  await form('run').first().getByRole('button').click();
  await page.getByRole('status').filter({ hasText: 'for: expected a time with a unit' }).waitFor();
  expect(await page.getByRole('status').locator('b').count()).toBe(0);
});

test.each(['light', 'dark'] as const)('is legible in %s, and no wider than its window', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width: 390, height: 900 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1280, height: 1000 });
  const [ink, paper] = (await page.evaluate(
    '[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]',
  )) as [string, string];
  expect([ink, paper]).toEqual(
    colorScheme === 'light' ? ['rgb(0, 0, 0)', 'rgba(0, 0, 0, 0)'] : ['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)'],
  );
  const target = process.env['PICTURES'];
  if (target) await page.screenshot({ path: join(target, `served-${colorScheme}.png`), fullPage: true });
});
