import { holdForksToTheory } from './fork-laws.js';

describe('forks by delay in the race', () => {
  holdForksToTheory(0.1);
});
