import { holdDelaysToTheory, holdLotteryToTheory } from './withholding-laws.js';

describe('a withholder in the race, ties by lottery', () => {
  holdLotteryToTheory(100_000);
});

describe('a withholder in the race, ties by delays', () => {
  holdDelaysToTheory(100_000);
});
