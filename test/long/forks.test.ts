import { holdForksToTheory } from '../race/fork-laws.js';

describe('forks by delay in the race, at length', () => {
  holdForksToTheory(1);
});
