/**
 * Ouroboros Praos that goes over to the longest chain however deep it forks: a chain that most of the stake has made and kept back
 * for long takes back what was long buried. The agreement judge must cry out.
 */
import { hear, praos } from '../protocols/praos.js';

const canary: typeof praos = {
  ...praos,
  name: 'praos-any-depth',
  describe: 'Broken on purpose: Praos without a limit to how many blocks are rolled back',
  canaryOf: praos.name,
  on: {
    ...praos.on,
    block: (s, m, _from, me) => hear(s, m.block, Infinity, me),
  },
};

export default canary;
