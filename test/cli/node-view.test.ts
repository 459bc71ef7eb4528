import { type Folder, SMALL, makeFolder } from './call.js';

let folder: Folder;
beforeAll(async () => {
  folder = makeFolder();
  folder.write('small.yaml', SMALL);
  await folder.call('run', 'small.yaml', '--workers', '0');
});
afterAll(() => folder.remove());

const view = (...options: string[]) => folder.call('node-view', 'small.yaml', ...options);
const json = async (...options: string[]) => JSON.parse((await view('--json', ...options)).stdout) as any;

describe('node-view', () => {
  test('shows the chain of a node at a moment, as a table', async () => {
    const { code, stdout, stderr } = await view('--node', '2', '--at', '30s', '--view', 'chain');
    expect([code, stderr]).toEqual([0, '']);
    const [head, , genesis] = stdout.split('\n');
    expect(head).toMatch(/^block +height +parent +producer +time_s +requests$/);
    expect(genesis).toMatch(/^ +0 +0 +– +– +0 +0$/);
  });

  test('the same moment is the same, and later ones go on from it', async () => {
    const early = await json('--at', '30 s', '--view', 'chain');
    expect(await json('--at', '30 s', '--view', 'chain')).toEqual(early);
    const late = await json('--view', 'chain');
    expect(late.length).toBeGreaterThan(early.length);
    for (const { time_s } of early) expect(time_s).toBeLessThanOrEqual(30);
  });

  test('shows one block, the node itself and its peers, of a run by name', async () => {
    expect(await json('--run', 'pbft/1', '--view', 'block', '--option', 'block=2')).toMatchObject({
      height: 2,
      proposer: 0,
    });
    expect(await json('--run', 'pbft/1')).toMatchObject({ protocol: 'pbft', height: 10, nodes: 4, faulty_borne: 1 });
    expect(await json('--node', '3', '--view', 'peers')).toEqual([{ node: 0 }, { node: 1 }, { node: 2 }]);
  });

  test('says when the run ended before the moment', async () => {
    expect((await view('--run', 'pbft/0', '--at', '9 h')).stderr).toMatch(/^the run ended at [\d.]+ s\n$/);
  });

  test('answers the same from the folder of results', async () => {
    const { stdout } = await folder.call(
      'node-view',
      'results/small',
      '--run',
      'bitcoin/1',
      '--view',
      'chain',
      '--json',
    );
    expect(JSON.parse(stdout)).toEqual(await json('--run', 'bitcoin/1', '--view', 'chain'));
  });

  test.each([
    [['--view', 'chian'], 'no view "chian"; there are info, chain, block, transaction, peers'],
    [['--node', '4'], '--node: expected a whole number from 0 to 3, found "4"'],
    [['--node', 'x'], '--node: expected a whole number from 0 to 3, found "x"'],
    [['--node', '1.5'], '--node: expected a whole number from 0 to 3, found "1.5"'],
    [['--node=-1'], '--node: expected a whole number from 0 to 3, found "-1"'],
    [['--node='], '--node: expected a whole number from 0 to 3, found ""'],
    [['--view', 'block'], 'block: expected'],
    [['--view', 'block', '--option', 'block=99'], 'node 0 has no block 99'],
    [['--view', 'block', '--option', 'block'], '--option: expected name=value'],
    [['--at', 'soon'], '--at: expected a time such as 30s'],
    [['--run', 'pbtf/0'], 'pbtf'],
    [['--variant', 'x'], '--variant goes with --run'],
  ])('%j is refused', async (options, message) => {
    const { code, stdout, stderr } = await view(...options);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test('serve refuses addresses of other machines and ports that are none', async () => {
    expect(await folder.call('serve', 'small.yaml', '--host', '0.0.0.0')).toMatchObject({ code: 2 });
    expect(await folder.call('serve', 'small.yaml', '--port', '70000')).toMatchObject({ code: 2 });
  });
});
