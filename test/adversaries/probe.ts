import { z } from 'zod';
import type { NodeContext, NodeId, Protocol, Time } from '../../src/contract.js';
import type { Fault } from '../../src/scenario/world.js';
import { assembled, carryOut, SECOND, type RunWords } from '../fixtures/run-words.js';

type Messages = { ping: { readonly sentAt: Time; readonly true: boolean }; secret: { readonly sentAt: Time } };
type Timers = 'tick' | 'alarm';
type Me = NodeContext<Messages, Timers>;

/** Something that happened at a node; times in seconds. */
export interface Happening {
  readonly what: 'start' | 'recover' | 'request' | 'tick' | 'alarm' | 'ping' | 'secret';
  readonly at: number;
  readonly node: NodeId;
  /** Of a message: who sent it and when, and whether it is as its sender meant it. */
  readonly from?: NodeId;
  readonly sentAt?: number;
  readonly true?: boolean;
  /** Ticks that the node remembers, or the alarm's key. */
  readonly count?: number;
}

export const ALARMS_S = [2.5, 4, 7];

/** Each second every node broadcasts a ping, which can be forged, and tells its right neighbour a secret. */
function probe(log: Happening[]): Protocol<{ ticks: number }, Messages, Timers, object> {
  const note = (what: Happening['what'], me: Me, more: Partial<Happening> = {}) => {
    log.push({ what, at: me.now / SECOND, node: me.id, ...more });
  };
  return {
    name: 'probe',
    describe: 'Pings',
    paper: 'none',
    params: z.object({}),
    finality: { by: 'decide' },
    threshold: 'blocking-third',
    faults: () => 1,
    assumes: { identity: 'members', network: '', honesty: '' },
    livenessBound: () => SECOND,
    init: () => ({ ticks: 0 }),
    input: {
      start(_s, me) {
        note('start', me);
        me.setTimer('tick', SECOND);
        ALARMS_S.forEach((second, key) => me.setTimer('alarm', second * SECOND, key));
      },
      request: (_s, _value, me) => note('request', me),
      recover(_s, me) {
        note('recover', me);
        me.setTimer('tick', SECOND);
      },
    },
    timeout: {
      tick(s, _key, me) {
        note('tick', me, { count: ++s.ticks });
        me.broadcast('ping', { sentAt: me.now, true: true });
        me.send((me.id + 1) % me.n, 'secret', { sentAt: me.now });
        me.setTimer('tick', SECOND);
      },
      alarm: (_s, key, me) => note('alarm', me, { count: key }),
    },
    on: {
      ping: (_s, m, from, me) => note('ping', me, { from, sentAt: m.sentAt / SECOND, true: m.true }),
      secret: (_s, m, from, me) => note('secret', me, { from, sentAt: m.sentAt / SECOND }),
    },
    forge: { ping: (m) => ({ ...m, true: false }) },
  };
}

/** What happens to pinging nodes under these faults, until `seconds`. */
export function probed(faults: readonly Fault[], seconds = 10, words: Partial<RunWords> = {}): readonly Happening[] {
  const log: Happening[] = [];
  const world: RunWords = { protocol: probe(log), faults, stop: { time: seconds * SECOND }, ...words };
  carryOut(assembled(world), world);
  return log;
}
