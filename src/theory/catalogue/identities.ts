import {
  chosenMakerShare,
  leastEffectiveProducers,
  mostWins,
  rotationDispersion,
  zTestCap,
} from '../identity-lotteries.js';
import { GIVEN, type TheoryFunction } from './entry.js';

export const identities: readonly TheoryFunction[] = [
  {
    name: 'fair-rotation',
    describe:
      'One ticket an identity and a cool-down: most wins of one in any so many blocks, least effective producers, scatter of wins over that of a plain draw',
    source: 'derived',
    parameters: { n: GIVEN, 'cool-down': GIVEN, blocks: { default: 1000 } },
    evaluate(args) {
      const [n, coolDown, blocks] = [args.number('n'), args.number('cool-down'), args.number('blocks')];
      return {
        most_wins: mostWins(blocks, coolDown),
        least_effective_producers: leastEffectiveProducers(blocks, coolDown),
        dispersion: rotationDispersion(n, coolDown),
      };
    },
  },
  {
    name: 'chosen-maker',
    describe:
      'Share of the blocks of a coalition that lets the one of its members make a block after which it leads again',
    source: 'derived; one block ahead, nobody sits out',
    parameters: { share: GIVEN },
    evaluate: (args) => ({ blocks: chosenMakerShare(args.number('share')) }),
  },
  {
    name: 'poet-z-test',
    describe: 'Greatest share of so many blocks that the z-test of PoET lets one of n identities have',
    source: 'Sawtooth PoET 1.0 specification, z-test',
    parameters: { n: GIVEN, blocks: GIVEN, 'z-max': { default: 3.075 } },
    evaluate: (args) => ({ share: zTestCap(args.number('n'), args.number('blocks'), args.number('z-max')) }),
  },
];
