import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The rules of the house, held over the sources themselves. */
const ROOT = path.join(import.meta.dirname, '../..');

function filesUnder(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .sort((a, b) => (a < b ? -1 : 1));
}

const sources = filesUnder('src').map((file) => ({ file, text: readFileSync(path.join(ROOT, file), 'utf8') }));

function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)]
    .map((match) => match[1]!)
    .map((target) => (target.startsWith('.') ? path.normalize(path.join(path.dirname(file), target)) : target));
}

const folderOf = (file: string): string => file.split('/')[1]!;

/** Folder of src → what it may import: folders, or single files, of src. */
const ARROWS: Record<string, readonly string[]> = {
  contract: ['contract'],
  kernel: ['kernel'],
  ledger: ['ledger', 'contract.js', 'quantities.js'],
  host: ['host', 'kernel', 'ledger', 'contract.js'],
  network: ['network', 'host', 'kernel', 'ledger', 'contract.js', 'quantities.js', 'scenario/world.js'],
  protocols: ['ledger', 'contract.js', 'quantities.js'],
  canaries: ['protocols', 'ledger', 'contract.js', 'quantities.js'],
  strategies: ['strategies'],
  adversaries: ['adversaries', 'host', 'ledger', 'strategies', 'theory', 'contract.js', 'quantities.js'],
  drivers: ['drivers', 'contract.js'],
  invariants: ['invariants', 'ledger', 'contract.js', 'quantities.js'],
  race: ['race', 'drivers', 'kernel', 'metrics', 'strategies', 'contract.js'],
  lottery: ['lottery', 'drivers', 'kernel', 'ledger', 'metrics', 'race/window-counts.js', 'contract.js'],
  metrics: ['metrics'],
  theory: ['theory'],
  predictions: ['predictions', 'theory', 'contract.js', 'scenario/world.js', 'runner/record.js'],
  observers: ['observers', 'ledger', 'contract.js'],
  server: ['server', 'scenario', 'report/markup.js', 'quantities.js'],
  search: ['search', 'scenario', 'kernel', 'contract.js'],
};
const BROWSER_SAFE = Object.keys(ARROWS);

describe('the house', () => {
  test('imports run one way', () => {
    const wrong: string[] = [];
    for (const { file, text } of sources) {
      const allowed = ARROWS[folderOf(file)];
      if (!allowed) continue;
      for (const target of importsOf(file, text).filter((name) => name.startsWith('src/'))) {
        const inside = target.slice('src/'.length);
        const sibling = folderOf(file) === 'protocols' && inside.startsWith('protocols/') && !file.endsWith('index.ts');
        if (sibling) wrong.push(`${file} imports its sibling ${inside}`);
        const fromIndex = file.endsWith('/index.ts') && inside.startsWith(`${folderOf(file)}/`);
        if (!fromIndex && !allowed.some((name) => inside === name || inside.startsWith(`${name}/`)))
          wrong.push(`${file} imports ${inside}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('the core imports nothing of Node, so that it also runs in a browser', () => {
    const wrong = sources
      .filter(({ file }) => BROWSER_SAFE.includes(folderOf(file)))
      .filter(({ text }) => /from 'node:|import\('node:/.test(text))
      .map(({ file }) => file);
    expect(wrong).toEqual([]);
  });

  test('nothing in the simulated world reads a clock, the machine or an unseeded generator, or takes a power', () => {
    const banned = [
      /Math\.random/,
      /Math\.pow/,
      /[\w)\]] \*\* /,
      /\bDate\b/,
      /\bperformance\b/,
      /\bprocess\./,
      /\.sort\(\)/,
    ];
    const wrong: string[] = [];
    for (const { file, text } of sources) {
      if (!BROWSER_SAFE.includes(folderOf(file)) && folderOf(file) !== 'scenario') continue;
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      for (const pattern of banned) {
        // A typed array sorts by number without being told.
        if (pattern.source.includes('sort') && /Float64Array/.test(code)) continue;
        if (pattern.test(code)) wrong.push(`${file}: ${pattern.source}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('no file is over 300 lines', () => {
    const wrong = sources
      .map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(wrong).toEqual([]);
  });

  test('every plug-in file is listed in its folder', () => {
    const families = [
      'protocols',
      'adversaries',
      'invariants',
      'canaries',
      'metrics/columns',
      'predictions',
      'network/latency',
      'network/topology',
      'network/weights',
    ];
    const wrong: string[] = [];
    for (const family of families) {
      const index = sources.find(({ file }) => file === `src/${family}/index.ts`)?.text ?? '';
      for (const { file, text } of sources) {
        if (path.dirname(file) !== `src/${family}` || file.endsWith('index.ts')) continue;
        if (/^export default /m.test(text) && !index.includes(`'./${path.basename(file, '.ts')}.js'`)) wrong.push(file);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('protocols and behaviours stand in files of their names, by which they are loaded', () => {
    const wrong = sources.filter(
      ({ file, text }) =>
        ['protocols', 'canaries', 'adversaries'].includes(path.dirname(file).slice('src/'.length)) &&
        /^export default /m.test(text) &&
        !text.includes(`\n  name: '${path.basename(file, '.ts')}',\n`),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  test('the name of no protocol stands in kernel, host, network, observers, runner or report', () => {
    const names = /\b(pbft|pos-lots|trudec|pow|qbft|ibft|tendermint|raft)\b/;
    const wrong = sources
      .filter(({ file }) => ['kernel', 'host', 'network', 'observers', 'runner', 'report'].includes(folderOf(file)))
      .filter(({ text }) => names.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
      .map(({ file }) => file);
    expect(wrong).toEqual([]);
  });
});
