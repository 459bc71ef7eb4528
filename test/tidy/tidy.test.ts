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

interface Import {
  /** Of src as a path below it; else the package, all of Node's own as `node`. */
  readonly target: string;
  readonly typesOnly: boolean;
}

const packageOf = (name: string): string =>
  name.startsWith('node:')
    ? 'node'
    : name
        .split('/')
        .slice(0, name.startsWith('@') && !name.startsWith('@stdlib/') ? 2 : 1)
        .join('/');

function importsOf(file: string, text: string): Import[] {
  const names = /(?<names>(?:type )?(?:\w+, )?(?:\{[^}]*\}|\*(?: as \w+)?|\w+)) from /.source;
  const statement = new RegExp(
    `^(?:import|export) (?:${names})?'(?<from>[^']+)';|(?:=>|await) import\\('(?<loaded>[^']+)'`,
    'gm',
  );
  return Array.from(text.matchAll(statement), ({ groups }) => {
    const { names: named = '', from, loaded } = groups as { names?: string; from?: string; loaded?: string };
    const name = from ?? loaded!;
    const braced =
      /\{([^}]*)\}/
        .exec(named)?.[1]
        ?.split(',')
        .filter((one) => one.trim() !== '') ?? [];
    return {
      target: name.startsWith('.') ? path.normalize(path.join(path.dirname(file), name)).slice(4) : packageOf(name),
      typesOnly:
        named.startsWith('type ') || (braced.length > 0 && braced.every((one) => one.trim().startsWith('type '))),
    };
  });
}

const folderOf = (file: string): string => file.split('/')[1]!;

/** A row of ARCHITECTURE.md's table: rooms of src, and what they may import: rooms or packages, some of them as types alone. */
interface Row {
  readonly rooms: readonly string[];
  readonly permits: readonly { readonly name: string; readonly typesOnly: boolean }[];
}

const rows: readonly Row[] = Array.from(
  readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8')
    .split('## Rooms and arrows')[1]!
    .split('\n## ')[0]!
    .matchAll(/^\| (`.*?) \|.*\| (.*?) +\|$/gm),
  ([, rooms, permits]) => ({
    rooms: Array.from(rooms!.matchAll(/`(.*?)(?:\/|\.ts)`/g), ([, room]) => room!),
    permits: permits!
      .split(', ')
      .filter((permit) => permit !== 'nothing')
      .map((permit) => ({ name: permit.replace(' (types)', ''), typesOnly: permit.endsWith(' (types)') })),
  }),
);

const isWithin = (target: string, room: string): boolean =>
  target === room || target === `${room}.js` || target.startsWith(`${room}/`);

/** The row of the smallest room that a file of src stands in. */
function rowOf(file: string): Row | undefined {
  const place = file.slice('src/'.length).replace(/\.ts$/, '.js');
  const sizeOf = ({ rooms }: Row) =>
    Math.max(0, ...rooms.filter((room) => isWithin(place, room)).map(({ length }) => length));
  const row = rows.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
  return row && sizeOf(row) > 0 ? row : undefined;
}

/** Rooms that run in a browser too. */
const CORE = [
  'contract',
  'kernel',
  'ledger',
  'host',
  'network',
  'protocols',
  'canaries',
  'strategies',
  'adversaries',
  'drivers',
  'race',
  'lottery',
  'invariants',
  'metrics',
  'theory',
  'predictions',
  'observers',
  'server',
  'search',
];

describe('the house', () => {
  test('imports run as the table of ARCHITECTURE.md says', () => {
    const wrong: string[] = [];
    for (const { file, text } of sources) {
      const row = rowOf(file);
      if (!row) wrong.push(`${file} stands in no room`);
      for (const { target, typesOnly } of importsOf(file, text)) {
        const isSibling = folderOf(file) === 'protocols' && isWithin(target, 'protocols') && !file.endsWith('index.ts');
        if (isSibling) wrong.push(`${file} imports its sibling ${target}`);
        const isOwn = row?.rooms.some((room) => isWithin(target, room));
        const isPermitted = row?.permits.some(
          (permit) => isWithin(target, permit.name) && (typesOnly || !permit.typesOnly),
        );
        if (!isOwn && !isPermitted) wrong.push(`${file} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('the table of ARCHITECTURE.md names no room that is not there, and no import that nobody makes', () => {
    const rooms = rows.flatMap((row) => row.rooms);
    expect(rooms.length).toBeGreaterThan(20);
    expect(
      rooms.filter((room) => !sources.some(({ file }) => isWithin(file.slice(4).replace(/\.ts$/, '.js'), room))),
    ).toEqual([]);
    const dead = rows.flatMap((row) => {
      const made = sources.filter(({ file }) => rowOf(file) === row).flatMap(({ file, text }) => importsOf(file, text));
      return row.permits
        .filter(({ name }) => !made.some(({ target }) => isWithin(target, name)))
        .map(({ name }) => `${row.rooms[0]} → ${name}`);
    });
    expect(dead).toEqual([]);
  });

  test('the core imports nothing of Node, so that it also runs in a browser', () => {
    const wrong = sources
      .filter(({ file }) => CORE.includes(folderOf(file)))
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
      if (!CORE.includes(folderOf(file)) && folderOf(file) !== 'scenario') continue;
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      for (const pattern of banned) {
        // A typed array sorts by number without being told.
        if (pattern.source.includes('sort') && /Float64Array/.test(code)) continue;
        if (pattern.test(code)) wrong.push(`${file}: ${pattern.source}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('no function or constant is exported that its own file alone uses', () => {
    const tests = filesUnder('test').map((file) => ({ file, text: readFileSync(path.join(ROOT, file), 'utf8') }));
    const words = [...sources, ...tests].map(({ file, text }) => ({ file, words: new Set(text.match(/\w+/g)) }));
    const wrong = sources.flatMap(({ file, text }) =>
      Array.from(text.matchAll(/^export (?:async )?(?:const|function) (\w+)/gm), ([, name]) => name!)
        .filter((name) => !words.some((other) => other.file !== file && other.words.has(name)))
        .map((name) => `${file}: ${name}`),
    );
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
