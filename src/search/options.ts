/** Options of a protocol that a search may set: those that it has and takes, whatever they are called elsewhere. */
import type { Protocol } from '../contract.js';
import type { Lot } from './lot.js';

export function optionsOf(protocol: Protocol): object {
  return (protocol.params as { shape?: object }).shape ?? {};
}

/** Those of some options that the protocol has and takes. */
export function taken(protocol: Protocol, wanted: Readonly<Record<string, unknown>>): object {
  const options = optionsOf(protocol);
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([key, value]) => key in options && protocol.params.safeParse({ [key]: value }).success,
    ),
  );
}

/**
 * Leaders and time-outs of views, where the protocol has a schedule or a pacemaker of its own. What else is called a timeout
 * is made for several phases, and views that are too short for them go on without end.
 */
export function paced(protocol: Protocol, wanted: Readonly<Record<string, unknown>>): object {
  const options = optionsOf(protocol);
  return 'leaders' in options || 'growth' in options ? taken(protocol, wanted) : {};
}

/** Whether nodes lead in turn unless something else is asked for, and a list can be. */
export function leadsInTurn(protocol: Protocol): boolean {
  const { leaders } = protocol.params.parse({}) as { leaders?: unknown };
  return leaders === 'rotating' && 'leaders' in taken(protocol, { leaders: [0] });
}

/** Some of the options that take one of a few words. */
export function drawWords(protocol: Protocol, lot: Lot): object {
  const words: Record<string, string> = {};
  for (const [key, schema] of Object.entries(optionsOf(protocol))) {
    const { options } = (schema as { def?: { innerType?: { options?: readonly string[] } } }).def?.innerType ?? {};
    if (Array.isArray(options) && options.every((word) => typeof word === 'string') && lot.chance(0.4)) {
      words[key] = lot.one(options as readonly string[]);
    }
  }
  return words;
}

/** Some of the options that are numbers, at 1: one thing at a time where there might be many. */
export function drawOnes(protocol: Protocol, lot: Lot): object {
  const numbers = Object.entries(protocol.params.parse({}) as object).filter(
    ([, value]) => typeof value === 'number' && value > 1,
  );
  return taken(protocol, Object.fromEntries(numbers.filter(() => lot.chance(0.5)).map(([key]) => [key, 1])));
}
