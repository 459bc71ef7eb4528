import { z } from 'zod';
import type { Protocol } from '../../src/contract.js';
import { pbft } from '../../src/protocols/pbft.js';
import { createRegistry } from '../../src/scenario/registry.js';
import { CaseBook, caseText } from '../../src/search/case.js';
import { drawCase } from '../../src/search/draw.js';
import { isOwed } from '../../src/search/owed.js';
import { shrink, withinModel } from '../../src/search/shrink.js';
import { runBatch } from '../../src/search/swarm.js';
import { tryCase, withTime } from '../../src/search/trial.js';
import { registry } from '../fixtures/world.js';

const book = new CaseBook(registry);
const drawn = (kind: string, index: number) => drawCase(kind, `test/${index}`, book);

describe('worlds that are drawn', () => {
  test.each(['pbft', 'jolteon', 'hotstuff-2', 'raft', 'dolev-strong'])(
    'are scenarios, within the model of %s, the same for the same seed',
    (kind) => {
      for (let index = 0; index < 150; index++) {
        const document = drawn(kind, index);
        expect(() => book.spec(document)).not.toThrow();
        expect(withinModel(document, book)).toBe(true);
        expect(caseText(drawn(kind, index))).toBe(caseText(document));
      }
    },
  );

  test('hold no lies against a protocol that bears crashes alone', () => {
    const { behaviours } = book.registry;
    const lies = behaviours.all.filter(({ faulty }) => faulty === 'byzantine').map(({ name }) => `behaviour: ${name},`);
    const text = Array.from({ length: 300 }, (_, index) => caseText(drawn('raft', index))).join('\n');
    expect(lies.filter((lie) => text.includes(lie))).toEqual([]);
    expect(text).toContain('behaviour: leader-targeting,');
  });

  test('give a protocol only options that it has and takes, whatever the options of others are called', () => {
    const params = (pbft.params as unknown as z.ZodObject).extend({
      leaders: z.enum(['rotating', 'fixed']).default('fixed'),
    });
    const mine = {
      ...pbft,
      name: 'mine',
      params: params.extend({ growth: z.number().default(1) }),
    } as unknown as Protocol;
    const own = new CaseBook(createRegistry({ protocols: [mine] }));
    for (let index = 0; index < 80; index++) {
      expect(() => own.spec(drawCase('mine', `test/${index}`, own))).not.toThrow();
    }
  });

  test('hold what a scenario can hold: faults, partitions both ways and one way, loss, duplicates, reordering, GST', () => {
    const text = Array.from({ length: 200 }, (_, index) => caseText(drawn('pbft', index))).join('\n');
    for (const word of [
      'behaviour: twins',
      'partition:',
      'oneWay: true',
      'loss:',
      'duplication:',
      'reordering:',
      'gst:',
      'workload:',
      'deceived:',
      'views:',
    ]) {
      expect(text).toContain(word);
    }
  });
});

describe('progress', () => {
  const world = drawn('jolteon', 0);
  const owed = (options: object, faulty: readonly number[], kind = 'jolteon') => {
    const faults = [{ behaviour: 'silent', nodes: { ids: faulty } }];
    const document = {
      ...world,
      network: {},
      nodes: { count: 7 },
      faults,
      protocols: { protocol: { kind, ...options } },
    };
    return isOwed({ sort: 'liveness' }, document, book);
  };

  test('is owed where the options are the protocol’s own, and under lists that are as good as turns', () => {
    expect(owed({}, [0, 1])).toBe(true);
    expect(owed({ timeout: '300 ms' }, [0, 1])).toBe(false);
    const cycle = (turn: number[]) => ({ leaders: Array.from({ length: 24 }, (_, view) => turn[view % turn.length]) });
    expect(owed(cycle([0, 1, 2, 3, 4]), [0, 1])).toBe(true);
    expect(owed(cycle([0, 2, 3, 1, 4, 5]), [0, 1])).toBe(false);
    expect(owed(cycle([0, 1, 2, 3, 4]), [0, 1], 'hotstuff-chained')).toBe(false);
    expect(owed({ ...cycle([0, 1, 2, 3, 4]), growth: 1 }, [0, 1])).toBe(false);
  });
});

describe('a case that breaks a promise', () => {
  const broken = runBatch({ kind: 'pbft-quorum-f-plus-one', seed: 'test', from: 0, count: 200 }, book).found!;

  test('is found within 200 runs, and shrunk to one that still breaks it within the model, with less of everything', () => {
    const { original, shrunk } = broken;
    expect(shrunk.violation.invariant).toBe('certificates');
    expect(withinModel(shrunk.document, book)).toBe(true);
    expect(tryCase(shrunk.document, book).violations.map(({ invariant }) => invariant)).toContain('certificates');
    expect(shrunk.document.nodes.count).toBeLessThanOrEqual(original.nodes.count);
    expect(shrunk.document.faults.length).toBeLessThanOrEqual(original.faults.length);
    expect(shrunk.messages).toBeLessThanOrEqual(tryCase(original, book).messages);
  });

  test('is as small as single steps make it: shrinking it again changes nothing', () => {
    const { document, violation } = broken.shrunk;
    const again = shrink(withTime(document, book), violation, book);
    expect(caseText(again.document)).toBe(caseText(document));
  });
});
