import type { Protocol } from '../contract.js';
import algorand from './algorand.js';
import aura from './aura.js';
import bitcoinNg from './bitcoin-ng.js';
import bk from './bk.js';
import bobtail from './bobtail.js';
import clique from './clique.js';
import dolevStrong from './dolev-strong.js';
import dpos from './dpos.js';
import ethereumPow from './ethereum-pow.js';
import fairRotation from './fair-rotation.js';
import fruitchains from './fruitchains.js';
import gasper from './gasper.js';
import ghost from './ghost.js';
import hotstuff2 from './hotstuff-2.js';
import hotstuffChained from './hotstuff-chained.js';
import hotstuff from './hotstuff.js';
import jolteon from './jolteon.js';
import onDemandPow from './on-demand-pow.js';
import pbft from './pbft.js';
import poet from './poet.js';
import posLots from './pos-lots.js';
import pow from './pow.js';
import praos from './praos.js';
import proofOfStakeInPython from './proof-of-stake-in-python.js';
import qbft from './qbft.js';
import raft from './raft.js';
import snowman from './snowman.js';
import streamlet from './streamlet.js';
import tendermint from './tendermint.js';
import trudecCore from './trudec-core.js';
import trudec from './trudec.js';

/**
 * Every shipped protocol, in the order in which they are listed: chains whose blocks are final once they are buried; then
 * those that decide, for crashes, for liars under synchrony, and for liars under partial synchrony, HotStuff's kin last.
 */
export const protocols: readonly Protocol[] = [
  pow,
  ghost,
  ethereumPow,
  fruitchains,
  bk,
  bobtail,
  bitcoinNg,
  posLots,
  praos,
  trudec,
  onDemandPow,
  fairRotation,
  poet,
  clique,
  proofOfStakeInPython,
  trudecCore,
  raft,
  dolevStrong,
  dpos,
  aura,
  pbft,
  qbft,
  tendermint,
  algorand,
  snowman,
  gasper,
  streamlet,
  hotstuff,
  hotstuffChained,
  jolteon,
  hotstuff2,
];
