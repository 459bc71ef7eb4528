import { serve as open, type Served } from './served.js';

const opened: Served[] = [];
async function serve(scenario: string): Promise<Served> {
  const served = await open(scenario);
  opened.push(served);
  return served;
}
afterEach(async () => {
  for (const served of opened.splice(0)) await served.stop();
});

/** Scripted far ahead, so that clients bring nothing of their own. */
const text = (kind: string, n: number, later: string) => `name: system
stop: { time: 9 h }
nodes: { count: ${n} }
protocols: { system: ${kind} }
commands: [{ at: 8 h, ${later} }]
`;

const tips = async (served: Served, n: number, of: (block: any) => string) =>
  Promise.all(Array.from({ length: n }, async (_, node) => of((await served.get(`/nodes/${node}/chain`)).body.at(-1))));

test('on-demand proof of work, as its pages and routes were used', async () => {
  const served = await serve(text('{ kind: on-demand-pow, preset: published }', 3, 'do: mine'));
  for (const node of [1, 2]) {
    expect((await served.post(`/nodes/${node}/commands/register-with`, { peer: 0 })).status).toBe(200);
    await served.post('/run', { for: '1 s' });
  }
  expect((await served.get('/peers?node=2')).body).toEqual([{ node: 1 }, { node: 2 }, { node: 0 }]);
  const sent = await served.post('/transactions', {
    node: 1,
    transaction: { sender: 'alice', receiver: 'bob', amount: 3 },
  });
  expect(sent).toMatchObject({ status: 201, body: { node: 1, transactions: [expect.any(Number)] } });
  await served.post('/run', { for: '1 s' });
  const [id] = sent.body.transactions as number[];
  expect((await served.get(`/transactions/${id}`)).body).toMatchObject({ sender: 'alice', amount: 3, block: null });
  expect((await served.get('/pool')).body).toHaveLength(16);
  expect(await served.post('/nodes/1/mine')).toMatchObject({ status: 200, body: { done: 'mine', node: 1 } });
  expect(await served.post('/nodes/1/mine')).toMatchObject({ status: 409, body: { error: 'it is mining' } });
  await served.post('/run', { for: '30 s' });
  const { body: block } = await served.get('/blocks/1');
  expect(block).toMatchObject({ index: 1, producer: 1, transactions: [{ sender: 0, receiver: 10, amount: 20 }] });
  expect((await served.get(`/blocks/${block.hash}?node=1`)).body).toEqual(block);
  expect((await served.get('/nodes/2/blocks/1')).status).toBe(404);
  expect((await served.get('/balances')).body).toEqual([
    { account: 0, coins: -20 },
    { account: 10, coins: 20 },
  ]);
  expect((await served.get('/balances/10')).body).toEqual({ account: 10, coins: 20 });
  expect((await served.post('/peers', { node: 1, peer: 2 })).status).toBe(200);
  expect((await served.post('/mine-all')).status).toBe(200);
  await served.post('/run', { for: '2 min' });
  expect(new Set(await tips(served, 3, ({ hash }) => hash as string)).size).toBe(1);
  expect((await served.post('/transactions', { transaction: { sender: 'a' } })).body).toMatchObject({
    error: expect.stringContaining('transaction.receiver'),
  });
  expect(await served.stop()).toBe(0);
});

test('lot-based proof of stake: payments, balances, stakes, blocks', async () => {
  const kind = '{ kind: proof-of-stake-in-python, preset: published }';
  const served = await serve(text(kind, 2, 'do: transaction, from: exchange, to: bob, amount: 1, type: EXCHANGE'));
  await served.post('/run', { for: '20 s' });
  const pay = async (body: object) => {
    const { status } = await served.post('/transactions', body);
    await served.post('/run', { for: '10 s' });
    return status;
  };
  expect(await pay({ from: 'exchange', to: 'alice', amount: 100, type: 'EXCHANGE' })).toBe(201);
  expect(await pay({ node: 1, from: 'alice', to: 'bob', amount: 30 })).toBe(201);
  expect(await pay({ from: 'alice', to: 'alice', amount: 20, type: 'STAKE' })).toBe(201);
  expect(await pay({ from: 'alice', to: 'bob', amount: 1, signer: 'bob' })).toBe(409);
  const coins = async (path: string) =>
    ((await served.get(path)).body as { coins: number }[]).map(({ coins: held }) => held);
  expect(await coins('/balances')).toEqual(expect.arrayContaining([50, 30]));
  expect(await coins('/stakes?node=1')).toEqual(expect.arrayContaining([1, 20]));
  expect((await served.get('/balances/alice')).body).toEqual({ account: 'key of alice', coins: 50 });
  expect((await served.get('/nodes/1/stakes/alice')).body).toEqual({ account: 'key of alice', coins: 20 });
  expect(await served.get('/balances/nobody')).toMatchObject({ status: 404 });
  const { body: chain } = await served.get('/chain?node=1');
  expect(chain).toHaveLength(4);
  const { body: block } = await served.get(`/blocks/${chain[1].hash}`);
  expect(block).toMatchObject({ blockCount: 1, transactions: [{ type: 'EXCHANGE', amount: 100 }] });
  expect((await served.get(`/transactions/${block.transactions[0].id}`)).body).toMatchObject({ block: 1 });
  expect((await served.get('/pool')).body).toEqual([]);
  expect((await served.get('/nodes/0/info')).body).toMatchObject({ height: 4, peers: 1 });
  expect(await served.stop()).toBe(0);
});

test('TruDeC: a wallet pays, blocks, outputs by address, votes and peers', async () => {
  const served = await serve(text('{ kind: trudec-core, preset: published, eqNoneCrash: false }', 3, 'do: replay'));
  await served.post('/run', { for: '20 s' });
  const { body: own } = await served.get('/utxo');
  expect(own).toMatchObject({ total: 50 });
  expect((await served.get(`/utxo/${own.address}`)).body).toEqual(own);
  expect((await served.post('/transactions', { to: 'node 1', amount: 10 })).status).toBe(201);
  await served.post('/run', { for: '1 min' });
  const { body: paid } = await served.get('/nodes/2/utxo/node%201');
  expect(paid).toMatchObject({ total: 10 });
  // Nobody keeps track of what is spent: 50, the change of 40 and the payment of 10.
  expect((await served.get('/balances?node=2')).body).toEqual([
    { account: own.address, coins: 90 },
    { account: paid.address, coins: 10 },
  ]);
  expect((await served.get('/balances/node%201?node=2')).body).toEqual({ account: paid.address, coins: 10 });
  for (const [path, body] of [
    ['/nodes/1/commands/forge-votes', { voters: 1e9 }],
    ['/transactions', { to: 'node 1', amount: 1e300 }],
    ['/transactions', { to: 'node 1', amount: 0 }],
  ] as const)
    expect((await served.post(path, body)).status).toBe(400);
  expect(await served.post('/transactions', { from: 'nobody', to: 'node 1', amount: 10 })).toMatchObject({
    status: 409,
    body: { error: 'wallet nobody has no 10 coins to spend' },
  });
  const { body: block } = await served.get('/blocks/1?node=2');
  expect(block).toMatchObject({ height: 1, transactions: [{ outputs: expect.stringContaining('10 to') }] });
  const { body: transaction } = await served.get(`/transactions/${block.transactions[0].hash}?node=1`);
  expect(transaction).toMatchObject({ block: 1 });
  const { hash } = transaction;
  expect((await served.get('/nodes/1/own-transactions')).body).toEqual([
    { way: 'received', amount: 10, with: own.address, hash, block: 1 },
  ]);
  expect((await served.get('/own-transactions')).body).toEqual([
    { way: 'received', amount: 50, with: null, hash: expect.any(String), block: 0 },
    { way: 'sent', amount: 10, with: paid.address, hash, block: 1 },
  ]);
  expect((await served.get('/peers?node=1')).body).toEqual([{ node: 0 }, { node: 2 }]);
  expect((await served.post('/peers', { node: 1, peer: 2 })).status).toBe(200);
  expect((await served.get('/votes')).status).toBe(200);
  expect((await served.get('/pool')).body).toEqual(expect.any(Array));
  // What the system's own routes call them.
  for (const [word, view] of [
    ['blockchain', 'chain'],
    ['transactions', 'pool'],
    ['known_node_request', 'peers'],
  ] as const) {
    expect(await served.get(`/${word}?node=1`)).toEqual(await served.get(`/nodes/1/${view}`));
  }
  expect((await served.get('/chain?node=x')).body).toEqual({ error: 'node: expected a number, found "x"' });
  expect((await served.get('/?node=1')).body).toContain('<h2><a href="/nodes/1/utxo">utxo</a></h2>');
  expect(await served.stop()).toBe(0);
});

test('PBFT and Raft as published: requests, votes, and a node that does not lead', async () => {
  const pbft = await serve(text('{ kind: pbft-of-consensus-protocols }', 4, 'do: submit'));
  expect((await pbft.post('/transactions', { node: 2, data: 'hello' })).status).toBe(201);
  await pbft.post('/run', { for: '5 s' });
  expect((await pbft.get('/nodes/0/chain')).body).toMatchObject([{ data: 'first block' }, { index: 1, data: 'hello' }]);
  expect((await pbft.get('/votes')).body).toEqual([{ hash: expect.any(String), prepares: 2, commits: 3 }]);
  expect(await pbft.stop()).toBe(0);

  const raft = await serve(text('{ kind: raft-of-consensus-protocols }', 3, 'do: submit'));
  expect(await raft.post('/transactions', { data: 'early' })).toMatchObject({
    status: 409,
    body: { error: 'it is not the leader' },
  });
  await raft.post('/run', { for: '30 s' });
  const roles = (await Promise.all([0, 1, 2].map((node) => raft.get(`/nodes/${node}`)))).map(
    ({ body }) => body.role as string,
  );
  const leader = roles.indexOf('leader');
  expect((await raft.post('/transactions', { node: leader, data: 'late' })).status).toBe(201);
  await raft.post('/run', { for: '1 s' });
  expect((await raft.get(`/blocks/1?node=${(leader + 1) % 3}`)).body).toMatchObject({ data: 'late' });
  expect(await raft.stop()).toBe(0);
});
