import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { routesOf } from '../server/routes.js';
import { goOn, Turns } from '../server/turns.js';
import { type ExitCode, type Io, answer, tell } from './io.js';
import { openLive } from './live-call.js';
import { momentOf } from './node-view-call.js';
import { wholeNumber } from './options.js';
import type { ServeArguments } from './serve.js';
import { UsageError } from './usage.js';

const LOCAL = ['127.0.0.1', '::1', 'localhost'];

function listening(server: ServerType, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new UsageError(
          error.code === 'EADDRINUSE' ? `port ${port} is taken; --port 0 takes a free one` : error.message,
        ),
      ),
    );
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

/** Serves until it is interrupted; requests under way are answered first. */
export async function serveRun(args: ServeArguments, io: Io): Promise<ExitCode> {
  const port = wholeNumber('port', args.port, 0, 65_535)!;
  if (!LOCAL.includes(args.host))
    throw new UsageError(`--host: expected one of ${LOCAL.join(', ')}, found "${args.host}"`);
  const at = args.at === undefined ? 0 : momentOf('at', args.at);
  const opened = await openLive(args, io, true);
  const { live } = opened;
  const interrupt = io.interruptible('the requests under way');
  const turns = new Turns();
  const ready = at > 0 ? turns.take(() => goOn(live, at, Infinity, interrupt.signal)) : undefined;
  // What fails is told to whoever awaits it.
  ready?.catch(() => {});
  const server = createAdaptorServer({ fetch: routesOf({ ...opened, ready, turns }).fetch });
  const { address, port: taken, family } = await listening(server, port, args.host);
  answer(io, `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`);
  if (ready) {
    tell(io, `going on to ${at / 1e6} s; until then /time is answered, and all else waits`);
    await ready;
    tell(io, `it is ${live.now / 1e6} s, after ${live.events} events`);
  }
  await new Promise<void>((resolve) => {
    if (interrupt.signal.aborted) resolve();
    else interrupt.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    // Connections that are only kept open would hold it for ever.
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
  interrupt.dispose();
  return 0;
}
