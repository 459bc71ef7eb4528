import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, SHIPPED } from '../fixtures/shipped.js';

test.each(SHIPPED)(
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
