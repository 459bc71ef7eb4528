import { holdDelaysToTheory, holdLotteryToTheory } from '../race/withholding-laws.js';

describe('a withholder in the race, ties by lottery, at length', () => {
  holdLotteryToTheory(2_000_000);
});

describe('a withholder in the race, ties by delays, at length', () => {
  holdDelaysToTheory(2_000_000);
});
