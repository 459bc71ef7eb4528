import type { Verdict } from '../../src/contract.js';
import { pbft } from '../../src/protocols/pbft.js';
import { pow } from '../../src/protocols/pow.js';
import { simulate } from '../../src/scenario/simulate.js';
import type { Fault } from '../../src/scenario/world.js';
import { fault, MINUTE, registryWith, runSpec, SECOND, type RunWords } from '../fixtures/run-words.js';

function judged(words: RunWords): Readonly<Record<string, Verdict>> {
  return simulate(runSpec(words), { registry: registryWith(words.protocol), key: '', tree: false }).verdicts;
}

function partition(until: number): Fault {
  return {
    partition: [
      [0, 1],
      [2, 3],
    ],
    oneWay: false,
    at: 0,
    until,
  };
}

test('a long partition makes proof of work settle two chains, and the agreement judge cries out', () => {
  const verdicts = judged({ protocol: pow, faults: [partition(1000 * MINUTE)], stop: { time: 2000 * MINUTE } });
  expect(verdicts['agreement']).toMatchObject({ is: 'violated', witness: expect.stringMatching(/^height \d+: node/) });
  expect(verdicts['validity']).toEqual({ is: 'holds' });
  expect(verdicts['liveness']).toEqual({ is: 'holds' });
});

test('with f + 1 silent nodes PBFT decides nothing: safe, not live, and nobody says that agreement holds', () => {
  const verdicts = judged({ protocol: pbft, faults: [fault('silent', { ids: [2, 3] })], stop: { time: 30 * MINUTE } });
  expect(verdicts).toMatchObject({
    agreement: { is: 'unknown', why: 'nothing was decided' },
    validity: { is: 'unknown', why: 'nothing was decided' },
    liveness: { is: 'violated', at: 98 * SECOND, witness: expect.stringMatching(/^node 0 has not decided request 1/) },
  });
});

test('liveness of PBFT in a partition is unknown until the network is whole, and holds once it has been for a while', () => {
  const until = (time: number) =>
    judged({ protocol: pbft, faults: [partition(60 * SECOND)], stop: { time: time * SECOND } })['liveness'];
  expect(until(59)).toMatchObject({ is: 'unknown', why: expect.stringContaining('becomes whole only at 60 s') });
  expect(until(60.05)).toMatchObject({ is: 'unknown', why: expect.stringContaining('has time until') });
  expect(until(200)).toEqual({ is: 'holds' });
});

test('a run in which nothing can ever happen again owes for ever, however early it went idle', () => {
  const waiting = { ...pbft, name: 'pbft-without-timers', timeout: { ...pbft.timeout!, request: () => undefined } };
  const faults = [fault('silent', { role: 'leader' })];
  const words: RunWords = { protocol: waiting, faults, stop: { blocks: 20, time: 30 * MINUTE } };
  const record = simulate(runSpec(words), { registry: registryWith(waiting), key: '', tree: false });
  expect(record.ended).toBe('idle');
  expect(record.columns['sim_time_s']).toBeLessThan(10);
  expect(record.verdicts['liveness']).toMatchObject({ is: 'violated', at: 98 * SECOND });
});
