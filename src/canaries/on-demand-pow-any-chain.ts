/**
 * On-demand proof of work that takes whatever chain it is sent, short or long. Whoever asks a node that was cut off loses
 * blocks that were final. The agreement judge must cry out.
 */
import { replace } from '../ledger/on-demand/node.js';
import { onDemandPow } from '../protocols/on-demand-pow.js';

const canary: typeof onDemandPow = {
  ...onDemandPow,
  name: 'on-demand-pow-any-chain',
  describe: 'Broken on purpose: on-demand proof of work that takes any chain for its own',
  canaryOf: onDemandPow.name,
  on: {
    ...onDemandPow.on,
    'blockchain-request': (s, _m, from, me) => onDemandPow.on['blockchain-request'](s, {}, from, me),
    blockchain(s, m, from, me) {
      if (s.mining?.step === 'ask') onDemandPow.on.blockchain(s, m, from, me);
      else replace(s, m.blocks, me);
    },
  },
};

export default canary;
