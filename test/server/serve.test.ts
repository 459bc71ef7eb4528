import { request } from 'node:http';
import { serve, type Served } from './served.js';

const POW = `name: served
asks: What does <script>alert(1)</script> do?
stop: { blocks: 5 }
nodes: { count: 3 }
protocols: { bitcoin: { kind: pow, interval: 100 d, confirmations: 0 }, pbft: { kind: pbft } }
`;

let served: Served;
beforeEach(async () => {
  served = await serve(POW);
});
afterEach(async () => {
  expect(await served.stop()).toBe(0);
});

/** Asked with headers that `fetch` does not let one choose. */
function ask(headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${served.url}/simulation`, { headers, method }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    sent.on('error', reject).end();
  });
}

describe('serve', () => {
  test('is on this machine alone, on a port that it prints', async () => {
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { status, body } = await served.get('/simulation');
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'served', protocol: 'bitcoin', kind: 'pow', nodes: 3, time_s: 0, ended: null });
  });

  test('a transaction that is submitted is mined, and all nodes have it', async () => {
    expect(await served.post('/transactions', { node: 1 })).toMatchObject({
      status: 201,
      body: { done: 'submit', node: 1 },
    });
    expect((await served.post('/run', { for: '1 s' })).body).toMatchObject({ stopped: 'time', time_s: 1 });
    expect((await served.get('/transactions/1?node=2')).body).toEqual({
      transaction: 1,
      made_s: 0,
      block: null,
      height: null,
    });
    expect((await served.get('/nodes/2/pool')).body).toEqual([{ transaction: 1 }]);
    expect((await served.post('/nodes/2/mine')).status).toBe(200);
    await served.post('/run', { until: '2 s' });
    for (const node of [0, 1, 2]) {
      expect((await served.get(`/nodes/${node}/transactions/1`)).body).toMatchObject({ block: 1, height: 1 });
    }
    expect((await served.get('/chain')).body).toEqual([
      { block: 0, height: 0, parent: null, producer: null, time_s: 0, requests: 0 },
      { block: 1, height: 1, parent: 0, producer: 2, time_s: 1, requests: 1 },
    ]);
    expect((await served.get('/blocks/1?node=1')).body).toMatchObject({ producer: 2, requests: [1] });
    expect((await served.get('/pool?node=2')).body).toEqual([]);
  });

  test('all nodes mine one after another; it goes on after the end that the scenario gives', async () => {
    await served.post('/mine-all', { node: 1, gap: '2 s' });
    await served.post('/run', { for: '10 s' });
    const producers = (await served.get('/chain?node=2&last=3')).body as { producer: number; time_s: number }[];
    expect(producers.map(({ producer, time_s }) => [producer, time_s])).toEqual([
      [1, 0],
      [2, 2],
      [0, 4],
    ]);
    for (let i = 0; i < 5; i++) await served.post('/mine-all');
    await served.post('/run', { for: '1 min' });
    expect((await served.get('/info')).body).toMatchObject({ node: 0, height: 18 });
    expect((await served.get('/time')).body).toMatchObject({ time_s: 70, ended: null });
  });

  test('steps by events', async () => {
    await served.post('/mine');
    expect((await served.post('/step')).body).toMatchObject({ stopped: 'events', events: 1 });
    expect((await served.post('/step', { events: 1 })).body).toMatchObject({ events: 2, time_s: 0.1 });
  });

  test('nodes, peers, commands and views are listed', async () => {
    expect((await served.get('/nodes')).body).toMatchObject([{ node: 0 }, { node: 1 }, { node: 2 }]);
    expect((await served.get('/nodes/1')).body).toMatchObject({ node: 1, protocol: 'pow', height: 0, correct: true });
    expect((await served.get('/nodes/1/peers')).body).toEqual([{ node: 0 }, { node: 2 }]);
    const names = async (path: string) => ((await served.get(path)).body as { name: string }[]).map(({ name }) => name);
    expect(await names('/commands')).toEqual(['submit', 'mine', 'mine-all']);
    expect(await names('/views')).toEqual(
      expect.arrayContaining(['info', 'chain', 'block', 'transaction', 'peers', 'pool']),
    );
  });

  test.each([
    ['GET', '/nowhere', undefined, 404, 'no route GET /nowhere'],
    ['GET', '/nodes/3', undefined, 404, 'expected a node from 0 to 2, found 3'],
    ['GET', '/nodes/x/chain', undefined, 400, 'a number'],
    ['GET', '/nodes/x', undefined, 400, 'expected a number, found "x"'],
    ['GET', '/nodes/0/chian', undefined, 404, 'no view "chian"'],
    ['GET', '/nodes/0/constructor', undefined, 404, 'no view "constructor"'],
    ['GET', '/nodes/0/__proto__', undefined, 404, 'no view "__proto__"'],
    ['GET', '/balances/node%200', undefined, 404, 'no view "balances"'],
    ['POST', '/transactions', '{ "node": null }', 400, 'expected a number'],
    ['POST', '/transactions', '{ "node": true }', 400, 'expected a number'],
    ['POST', '/transactions', '{ "node": [1] }', 400, 'expected a number'],
    ['POST', '/transactions', '{ "node": "" }', 400, 'expected a number'],
    ['POST', '/transactions', '{ "node": 1.5 }', 400, 'expected a whole number'],
    ['GET', '/blocks/7', undefined, 404, 'node 0 has no block 7'],
    ['GET', '/blocks/abc', undefined, 400, 'block'],
    ['GET', '/chain?last=0', undefined, 400, 'at least 1'],
    ['GET', '/chain?lst=1', undefined, 400, 'unknown key'],
    ['POST', '/nodes/0/commands/dance', '{}', 404, 'no command "dance"; there are submit, mine, mine-all'],
    ['POST', '/transactions', '{', 400, 'the body is not JSON'],
    ['POST', '/transactions', '[]', 400, 'expected a JSON object'],
    ['POST', '/transactions', '{ "loud": true }', 400, 'loud: unknown key'],
    ['POST', '/mine-all', '{ "gap": 3 }', 400, 'gap: expected a time with a unit'],
    ['POST', '/run', '{}', 400, 'expected either until or for'],
    ['POST', '/run', '{ "until": "soon" }', 400, 'expected a time with a unit'],
    ['POST', '/step', '{ "events": 0 }', 400, 'events'],
    ['POST', '/transactions', `{ "loud": "${'x'.repeat(200_000)}" }`, 413, 'expected at most'],
  ])('%s %s %s is answered with %i', async (method, path, body, status, message) => {
    const answer = method === 'GET' ? await served.get(path) : await served.post(path, body);
    expect(answer.status).toBe(status);
    expect((answer.body as { error: string }).error).toContain(message);
  });

  test.each([
    ['PUT', '/transactions', 'GET, HEAD, POST'],
    ['GET', '/mine', 'POST'],
    ['DELETE', '/nodes/0/chain', 'GET, HEAD'],
    ['POST', '/nodes/0', 'GET, HEAD'],
    ['POST', '/time', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['GET', '/run', 'POST'],
    ['PATCH', '/nodes/1/commands/mine', 'POST'],
    ['OPTIONS', '/peers', 'GET, HEAD, POST'],
  ])('%s %s is answered with 405 and the methods that there are: %s', async (method, path, allowed) => {
    const response = await fetch(served.url + path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allowed);
    expect(await response.json()).toMatchObject({ error: expect.stringContaining(`no route ${method} ${path}`) });
  });

  test('a method on no route at all is answered with 404', async () => {
    expect((await fetch(`${served.url}/nowhere/at/all/is`, { method: 'DELETE' })).status).toBe(404);
  });

  test('while it goes on to the first moment, the time is told and all else waits', async () => {
    const pbft = await serve(POW, '--run', 'pbft/0', '--at', '10 min');
    const chain = pbft.get('/chain');
    const early = (await pbft.get('/time')).body.time_s;
    expect(early).toBeLessThan(600);
    expect((await chain).status).toBe(200);
    expect((await pbft.get('/time')).body.time_s).toBe(600);
    expect(await pbft.stop()).toBe(0);
  });

  test('it is interrupted on the way to the first moment', async () => {
    const pbft = await serve(POW, '--run', 'pbft/0', '--at', '10 h');
    await pbft.get('/time');
    expect(await pbft.stop()).toBe(0);
  });

  test('time does not go back', async () => {
    await served.post('/run', { until: '5 s' });
    expect(await served.post('/run', { until: '4 s' })).toMatchObject({ status: 409 });
  });

  test('while it runs, those who look are answered, and those who act wait for their turn', async () => {
    const pbft = await serve(POW, '--run', 'pbft/0');
    const order: string[] = [];
    const run = pbft.post('/run', { for: '10 min' }).then(() => order.push('run'));
    while ((await pbft.get('/time')).body.events === 0);
    order.push('time');
    const step = pbft.post('/step').then(() => order.push('step'));
    await Promise.all([run, step]);
    expect(await pbft.stop()).toBe(0);
    expect(order).toEqual(['time', 'run', 'step']);
  });

  test('neither another site nor another name reaches it', async () => {
    expect(await ask({})).toBe(200);
    expect(await ask({ host: 'evil.example' })).toBe(403);
    expect(await ask({ origin: 'http://evil.example' })).toBe(403);
    expect(await ask({ origin: 'http://evil.example' }, 'POST')).toBe(403);
    expect(await ask({ origin: served.url })).toBe(200);
  });

  test('the page shows a node with everything escaped, and no script but its own', async () => {
    const response = await fetch(`${served.url}/?node=1`);
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('<script>');
    for (const word of ['submit', 'mine-all', 'gap', 'chain', 'peers', 'Step']) expect(page).toContain(word);
    expect((await served.get('/page.js')).body).toContain('textContent');
    expect((await served.get('/page.css')).status).toBe(200);
    expect((await served.get('/?node=9')).status).toBe(404);
  });
});

test('a run of another protocol is served from a moment on', async () => {
  const other = await serve(POW, '--run', 'pbft/0', '--at', '1s');
  const { body } = await other.get('/chain');
  expect(body).toContainEqual({ height: 1, value: expect.any(Number), proposer: 0, time_s: 0, requests: 1 });
  expect((await other.get('/blocks/1')).body).toMatchObject({ requests: [1] });
  expect((await other.get('/time')).body).toMatchObject({ time_s: 1 });
  expect(await other.stop()).toBe(0);
});
