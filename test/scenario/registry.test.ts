import { z } from 'zod';
import { Family } from '../../src/scenario/families.js';
import { createRegistry } from '../../src/scenario/registry.js';
import { protocol } from './fixture-registry.js';

describe('the registry', () => {
  test('gives every shipped plug-in by its name', () => {
    const { protocols, ...others } = createRegistry();
    for (const family of Object.values({ protocols, ...others })) {
      for (const [name, member] of family.entries) expect((family as Family<typeof member>).get(name)).toBe(member);
    }
    expect(protocols.names).toContain('pbft');
  });

  test('answers an unknown name with all names and the nearest', () => {
    const family = new Family(
      'protocol',
      ['bitcoin', 'pbft'].map((name) => [name, protocol(name)] as const),
    );
    expect(() => family.get('bitcion')).toThrow(
      'unknown protocol "bitcion"; allowed: bitcoin, pbft; did you mean "bitcoin"?',
    );
    expect(() => family.get('toString')).toThrow('unknown protocol "toString"; allowed: bitcoin, pbft');
  });

  test('refuses two members with one name', () => {
    expect(() => createRegistry({ protocols: [protocol('pbft')] })).toThrow(
      'two members of the family "protocol" are called "pbft"',
    );
  });

  test('refuses options that are no mapping, and those that would hide a key of the file', () => {
    const text = protocol('text', { params: z.string() });
    expect(() => createRegistry({ protocols: [text] })).toThrow('params of protocol "text" must be a zod object');
    const kind = protocol('sort', { params: z.object({ kind: z.string() }) });
    expect(() => createRegistry({ protocols: [kind] })).toThrow('params of protocol "sort" cannot be called "kind"');
  });

  test("adds a user's protocols to one registry and to no other", () => {
    const own = protocol('own');
    const registry = createRegistry({ protocols: [own], protocolFiles: { './own.js': own } });
    expect(registry.protocols.get('./own.js')).toBe(registry.protocols.get('own'));
    expect(createRegistry().protocols.has('own')).toBe(false);
  });
});
