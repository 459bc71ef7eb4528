import { CaseBook, caseText, type Case } from '../../src/search/case.js';
import { judgeRun } from '../../src/scenario/judgement.js';
import { parseScenario } from '../../src/scenario/parse.js';
import { planRuns } from '../../src/scenario/plan.js';
import { simulate } from '../../src/scenario/simulate.js';
import { registry } from '../fixtures/world.js';

const CASE: Case = {
  name: 'a-case',
  asks: '',
  seed: 'x',
  stop: { blocks: 3, time: '60 s' },
  nodes: { count: 4 },
  network: { latency: { kind: 'normal', mean: '100 ms', sd: '20 ms' }, reordering: { probability: 0.5, by: '1 s' } },
  protocols: { pbft: { kind: 'pbft' } },
  faults: [
    { behaviour: 'twins', nodes: { ids: [0] } },
    {
      partition: [
        [0, 1],
        ['0b', 2, 3],
      ],
      views: [0, 1],
      until: '20 s',
    },
  ],
};

describe('a case of a search', () => {
  const book = new CaseBook(registry);

  test('is run as its text is', () => {
    const text = caseText(CASE, 'Where it comes from.\nHow to repeat it.');
    expect(text.split('\n').slice(0, 3)).toEqual(['# Where it comes from.', '# How to repeat it.', '']);
    expect(planRuns(parseScenario(text, 'case.yaml', registry))).toEqual([book.spec(CASE)]);
  });

  test('is judged as a whole run is', () => {
    const spec = book.spec(CASE);
    const judged = judgeRun(spec, registry);
    const record = simulate(spec, { registry, key: '', tree: false });
    expect(judged.digest).toBe(record.digest);
    expect(judged.verdicts).toEqual(record.verdicts);
    expect(judged.decisions).toBe(3);
  });

  test('that is no scenario is refused', () => {
    expect(() => book.spec({ ...CASE, nodes: { count: 0 } })).toThrow('nodes.count');
  });
});
