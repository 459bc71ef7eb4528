/**
 * `npm run bench`: whole runs, each in a process of its own, several times. Prints the median CPU seconds of the process,
 * events per CPU second, CPU seconds for a further block, and the peak memory; then the event queue against a reference
 * heap. With `--gate` only the queue, whose ratio to the heap must be at least 4. Arguments choose cases by name.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { cases } from './cases.js';

const REPETITIONS = 3;
const folder = import.meta.dirname;
const words = process.argv.slice(2);

function measure(name, blocks) {
  const runs = Array.from({ length: REPETITIONS }, () =>
    JSON.parse(
      execFileSync(process.execPath, [path.join(folder, 'case.js'), name, String(blocks)], { encoding: 'utf8' }),
    ),
  );
  if (new Set(runs.map((run) => run.digest)).size > 1) throw new Error(`${name}: two runs differ`);
  return runs.toSorted((a, b) => a.cpuS - b.cpuS)[Math.floor(REPETITIONS / 2)];
}

function row(cells) {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(28) : cell.padStart(16))).join('');
}

if (!words.includes('--gate')) {
  const chosen = Object.keys(cases).filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  console.log(row(['whole run', 'CPU s', 'events', 'events/CPU s', 'CPU s/block', 'peak MB']));
  for (const name of chosen) {
    const { world, base } = cases[name];
    const whole = measure(name, world.stop.blocks);
    const start = measure(name, base);
    const perBlock = (whole.cpuS - start.cpuS) / (whole.blocks - start.blocks);
    console.log(
      row([
        name,
        whole.cpuS.toFixed(2),
        String(whole.events),
        Math.round(whole.events / whole.cpuS).toLocaleString('en'),
        perBlock.toFixed(5),
        whole.peakMb.toFixed(0),
      ]),
    );
  }
}
if (words.length === 0 || words.includes('--gate')) {
  const { status } = spawnSync(process.execPath, [path.join(folder, 'queue.js')], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
