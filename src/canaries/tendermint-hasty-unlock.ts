/**
 * Tendermint that takes a proposer's word for validRound: it unlocks without having seen a quorum of prevotes of that round.
 * A lying proposer opens the locks on a value that others have decided. The agreement judge must cry out.
 */
import { tendermint } from '../protocols/tendermint.js';

const canary: typeof tendermint = {
  ...tendermint,
  name: 'tendermint-hasty-unlock',
  describe: 'Broken on purpose: Tendermint that unlocks without waiting for the prevotes of validRound',
  canaryOf: tendermint.name,
  init: (me, params) => Object.assign(tendermint.init(me, params), { isProven: () => true }),
};

export default canary;
