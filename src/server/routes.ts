/** The routes of a live simulation: what nodes show, and what users may have them do. All answers are JSON but the page. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { AskedWrongly, type LiveRun } from '../scenario/live.js';
import { SYNONYMS } from '../scenario/views.js';
import { PAGE_SCRIPT, PAGE_STYLE, pageOf } from './page.js';
import { bodyOf, nodeOf, read, running, stepping } from './requests.js';
import { goOn, oneAfterAnother, Turns } from './turns.js';

export interface ServedRun {
  readonly live: LiveRun;
  readonly name: string;
  readonly asks: string;
  /** Settled once the simulation has come to the moment from which on it is served; absent: it is there. */
  readonly ready?: Promise<unknown> | undefined;
  readonly turns?: Turns | undefined;
}

const MOST_BODY_BYTES = 100_000;
/** Events that one request may set off, so that it is answered. */
const MOST_EVENTS = 5_000_000;
const METHODS = ['GET', 'POST'];
const TIME_ROUTES = ['/time', '/simulation'];
const STATUS = { absent: 404, invalid: 400, refused: 409 } as const;
/** The words of routes for one thing, and the view and option that it is. */
const SINGLE = {
  blocks: ['block', 'block'],
  transactions: ['transaction', 'transaction'],
  utxo: ['utxo', 'address'],
  balances: ['balances', 'wallet'],
  stakes: ['stakes', 'wallet'],
} as const;
/** Commands with routes of their own, by the names that protocols give them. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  '/transactions': ['transaction', 'send', 'submit'],
  '/mine': ['mine'],
  '/mine-all': ['mine-all'],
  '/peers': ['add-peer'],
};

export function routesOf(served: ServedRun): Hono {
  const app = new Hono();
  const { live } = served;
  app.use(refuseStrangers);
  app.use(
    bodyLimit({
      maxSize: MOST_BODY_BYTES,
      onError: (c) => c.json({ error: `expected at most ${MOST_BODY_BYTES} bytes` }, 413),
    }),
  );
  app.use(onceReady(served.ready));
  app.use(oneAfterAnother(served.turns ?? new Turns()));
  app.onError(answerError);
  app.notFound((c) => answerNowhere(app, c));
  addPage(app, served);
  addTime(app, served);
  addCommands(app, live);
  addViews(app, live);
  return app;
}

const HOST = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** A page of another site must not reach what is served on this machine, by a name of its own or across origins. */
async function refuseStrangers(c: Context, next: () => Promise<void>): Promise<Response | void> {
  const host = c.req.header('host') ?? '';
  const origin = c.req.header('origin');
  if (!HOST.test(host)) return c.json({ error: `host ${host} is not this machine` }, 403);
  if (origin !== undefined && origin !== `http://${host}`)
    return c.json({ error: `origin ${origin} is another site` }, 403);
  await next();
}

/** Until then, what time it is can be asked, and all else waits. */
function onceReady(ready: Promise<unknown> | undefined): MiddlewareHandler {
  return async (c, next) => {
    if (ready && !TIME_ROUTES.includes(c.req.path)) await ready;
    await next();
  };
}

/** No such route, or none for this method. */
function answerNowhere(app: Hono, c: Context): Response {
  const { method, path } = c.req;
  const allowed = METHODS.filter((other) =>
    app.router.match(other, path)[0].some(([[, { method: at }]]) => at === other),
  );
  if (allowed.length === 0) return c.json({ error: `no route ${method} ${path}` }, 404);
  const words = allowed.flatMap((word) => (word === 'GET' ? ['GET', 'HEAD'] : [word]));
  return c.json({ error: `no route ${method} ${path}; expected ${words.join(' or ')}` }, 405, {
    allow: words.join(', '),
  });
}

function answerError(error: Error, c: Context): Response {
  if (error instanceof AskedWrongly) return c.json({ error: error.message }, STATUS[error.sort]);
  if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
  return c.json({ error: `the simulation failed: ${error.message}` }, 500);
}

function addPage(app: Hono, served: ServedRun): void {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
  app.get('/', (c) => {
    const chosen = nodeOf(c.req.query('node'));
    return c.html(pageOf(served, chosen), 200, { 'content-security-policy': policy });
  });
  app.get('/page.js', (c) => c.body(PAGE_SCRIPT, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/page.css', (c) => c.body(PAGE_STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
}

function addTime(app: Hono, { live, name, asks }: ServedRun): void {
  const time = () => ({
    time_s: live.now / 1e6,
    events: live.events,
    pending: live.pending,
    ended: live.ended ?? null,
  });
  app.get('/simulation', (c) => {
    const { protocol, kind, seed, variant } = live.spec;
    return c.json({ name, asks, protocol, kind, variant, seed, nodes: live.nodes, ...time() });
  });
  app.get('/time', (c) => c.json(time()));
  app.post('/step', async (c) => {
    const { events } = read(stepping(), await bodyOf(c));
    requireGoing(live);
    return c.json({ stopped: await goOn(live, Infinity, events, c.req.raw.signal), ...time() });
  });
  app.post('/run', async (c) => {
    const { until, for: span = 0 } = read(running(), await bodyOf(c));
    const end = until ?? live.now + span;
    if (end < live.now) throw new AskedWrongly('refused', `it is ${live.now / 1e6} s already`);
    requireGoing(live);
    return c.json({ stopped: await goOn(live, end, MOST_EVENTS, c.req.raw.signal), ...time() });
  });
}

function requireGoing({ ended }: LiveRun): void {
  if (ended !== undefined) throw new AskedWrongly('refused', `the run has ended: ${ended}`);
}

const jsonOf = (schema: z.ZodType): unknown => {
  const { $schema: _$schema, ...json } = z.toJSONSchema(schema, { io: 'input' });
  return json;
};

function addCommands(app: Hono, live: LiveRun): void {
  const facts = (all: LiveRun['commands']) =>
    Object.entries(all).map(([name, { describe, schema }]) => ({ name, describe, options: jsonOf(schema) }));
  app.get('/commands', (c) => c.json(facts(live.commands)));
  app.get('/views', (c) => c.json(facts(live.views)));
  const carryOut = (c: Context, at: unknown, name: string, options: unknown, status: 200 | 201 = 200) => {
    const to = nodeOf(at);
    const transactions = live.command(to, name, options);
    return c.json({ done: name, node: to, time_s: live.now / 1e6, transactions }, status);
  };
  app.post('/nodes/:node/commands/:name', async (c) => {
    const { node: at, name } = c.req.param();
    return carryOut(c, at, name, await bodyOf(c));
  });
  for (const [route, names] of Object.entries(SHORT)) {
    const name = names.find((each) => Object.hasOwn(live.commands, each)) ?? names[0]!;
    const status = route === '/transactions' ? 201 : 200;
    app.post(route, async (c) => {
      const { node: at, ...options } = await bodyOf(c);
      return carryOut(c, at, name, options, status);
    });
    app.post(`/nodes/:node${route}`, async (c) => carryOut(c, c.req.param('node'), name, await bodyOf(c), status));
  }
}

function addViews(app: Hono, live: LiveRun): void {
  const all = () => Array.from({ length: live.nodes }, (_, at) => live.view(at, 'info', {}));
  app.get('/nodes', (c) => c.json(all()));
  app.get('/nodes/:node', (c) => c.json(live.view(nodeOf(c.req.param('node')), 'info', {})));
  for (const [route, [view, option]] of Object.entries(SINGLE)) {
    app.get(`/nodes/:node/${route}/:name`, (c) => {
      const { node: at, name } = c.req.param();
      return c.json(live.viewByWords(nodeOf(at), view, { ...c.req.query(), [optionOf(live, view, option)]: name }));
    });
    app.get(`/${route}/:name`, (c) => {
      const { node: at, ...options } = c.req.query();
      return c.json(
        live.viewByWords(nodeOf(at), view, { ...options, [optionOf(live, view, option)]: c.req.param('name') }),
      );
    });
  }
  app.get('/nodes/:node/:view', (c) => {
    const { node: at, view } = c.req.param();
    return c.json(live.viewByWords(nodeOf(at), view, c.req.query()));
  });
  const synonyms = Object.keys(SYNONYMS).filter((word) => Object.hasOwn(live.views, SYNONYMS[word]!));
  for (const view of new Set([...synonyms, 'pool', ...Object.keys(live.views)])) {
    app.get(`/${view}`, (c) => {
      const { node: at, ...options } = c.req.query();
      return c.json(live.viewByWords(nodeOf(at), view, options));
    });
  }
}

/** The option by which a view names one thing: an address of outputs may be called a wallet. */
function optionOf({ views }: LiveRun, view: string, usual: string): string {
  const { properties = {} } = z.toJSONSchema(views[view]?.schema ?? z.object({}), { io: 'input' });
  return Object.hasOwn(properties, usual) ? usual : (Object.keys(properties)[0] ?? usual);
}
