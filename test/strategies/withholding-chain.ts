import type { Fork, Strategy } from '../../src/strategies/index.js';

/**
 * Revenue of a strategy by the exact Markov chain of theory: Sapirshtein, Sompolinsky, Zohar 2016, section 3, with a share
 * `alpha` and a part `gamma` of the others on the attacker's branch in a tie. Branches are cut off at `most`; the
 * distribution is followed for `steps` blocks, of which the first half is not counted.
 */
export function exactRevenue(strategy: Strategy, alpha: number, gamma: number, most = 60, steps = 4000) {
  const forks: readonly Fork[] = ['irrelevant', 'relevant', 'active'];
  const width = most + 2;
  const indexOf = (a: number, h: number, fork: number) => (fork * width + a) * width + h;
  let now = new Float64Array(3 * width * width);
  let next = new Float64Array(now.length);
  const paid = { attacker: 0, honest: 0, blocks: 0 };
  now[indexOf(0, 0, 0)] = 1;
  for (let step = 0; step < steps; step++) {
    next.fill(0);
    const counts = step >= steps / 2 ? 1 : 0;
    const go = (p: number, a: number, h: number, fork: number, toAttacker: number, toHonest: number) => {
      paid.attacker += counts * p * toAttacker;
      paid.honest += counts * p * toHonest;
      next[indexOf(a, h, fork)]! += p;
    };
    paid.blocks += counts;
    for (let fork = 0; fork < 3; fork++) {
      for (let a = 0; a < width; a++) {
        for (let h = 0; h < width; h++) {
          const p = now[indexOf(a, h, fork)]!;
          if (p === 0) continue;
          const edge = a >= most || h >= most;
          const action = edge ? (a > h ? 'override' : 'adopt') : strategy.decide(a, h, forks[fork]!);
          const [own, other] = [p * alpha, p * (1 - alpha)];
          if (action === 'adopt') {
            go(own, 1, 0, 0, 0, h);
            go(other, 0, 1, 1, 0, h);
          } else if (action === 'override') {
            go(own, a - h, 0, 0, h + 1, 0);
            go(other, a - h - 1, 1, 1, h + 1, 0);
          } else if (action === 'match' || fork === 2) {
            go(own, a + 1, h, 2, 0, 0);
            go(other * gamma, a - h, 1, 1, h, 0);
            go(other * (1 - gamma), a, h + 1, 1, 0, 0);
          } else {
            go(own, a + 1, h, 0, 0, 0);
            go(other, a, h + 1, 1, 0, 0);
          }
        }
      }
    }
    [now, next] = [next, now];
  }
  return {
    share: paid.attacker / (paid.attacker + paid.honest),
    throughput: (paid.attacker + paid.honest) / paid.blocks,
  };
}
