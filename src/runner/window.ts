/** A chosen window of one run, drawn into a page of its own. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpaceTimeRecorder } from '../observers/space-time.js';
import { renderWindow } from '../report/html.js';
import { protocolKinds, protocolTimers } from '../contract.js';
import { GOSSIP_KINDS, GOSSIP_TIMERS } from '../network/gossip.js';
import { registryFor } from '../scenario/protocol-file.js';
import type { RunRecord } from './record.js';
import type { Order } from './results.js';
import type { Task } from './sweep.js';
import { writeWholeFile } from './whole-file.js';

/** Writes the page and returns its name. */
export async function drawWindow(
  folder: string,
  { name, asks }: Pick<Order, 'name' | 'asks'>,
  task: Task,
  record: RunRecord,
  recorder: SpaceTimeRecorder,
): Promise<string> {
  const registry = await registryFor([task.spec], task.directory);
  const protocol = registry.protocols.get(task.spec.kind);
  const own = protocolTimers(protocol);
  const page = renderWindow({
    name,
    asks,
    protocol: record.protocol,
    seed: record.seed,
    n: task.spec.world.nodes.count,
    kinds: [...protocolKinds(protocol), ...GOSSIP_KINDS],
    timers: [...own, ...GOSSIP_TIMERS],
    stretches: [recorder.until(Number(record.columns['sim_time_s']) * 1e6 + 1)],
  });
  const [from, to] = [recorder.from, recorder.to].map((time) => `${time / 1e6}s`);
  const file = `window-${record.protocol}-${record.seed.replace(/^.*\//, '')}-${from}-${to}.html`;
  await mkdir(folder, { recursive: true });
  await writeWholeFile(join(folder, file), [page]);
  return file;
}
