import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');
const files = readdirSync(path.join(ROOT, 'scenarios')).filter((file) => file.endsWith('.yaml'));

test.each(files)(
  '%s, whole: every expectation comes true',
  (file) => {
    const out = mkdtempSync(path.join(tmpdir(), 'consensim-'));
    try {
      const words = ['dist/cli/main.js', 'run', `scenarios/${file}`, '--out', out, '--quiet', '--json'];
      execFileSync(process.execPath, words, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e9 });
    } finally {
      rmSync(out, { recursive: true });
    }
  },
  300_000,
);
