import type { Behaviour } from '../contract.js';
import adaptive from './adaptive.js';
import amnesia from './amnesia.js';
import balancing from './balancing.js';
import brokenEnclave from './broken-enclave.js';
import cartel from './cartel.js';
import censor from './censor.js';
import churn from './churn.js';
import clock from './clock.js';
import collude from './collude.js';
import crash from './crash.js';
import delay from './delay.js';
import doubleSpend from './double-spend.js';
import doubleVote from './double-vote.js';
import drop from './drop.js';
import equivocate from './equivocate.js';
import eclipse from './eclipse.js';
import exAnteReorg from './ex-ante-reorg.js';
import featherFork from './feather-fork.js';
import grinding from './grinding.js';
import hashPowerHopping from './hash-power-hopping.js';
import lastRevealer from './last-revealer.js';
import lateRelease from './late-release.js';
import leaderTargeting from './leader-targeting.js';
import longRange from './long-range.js';
import majority from './majority.js';
import newcomer from './newcomer.js';
import nothingAtStake from './nothing-at-stake.js';
import omit from './omit.js';
import poolWithholding from './pool-withholding.js';
import selfishMining from './selfish-mining.js';
import silent from './silent.js';
import sybil from './sybil.js';
import tampered from './tampered.js';
import twins from './twins.js';
import voteSplit from './vote-split.js';
import withholdAttestations from './withhold-attestations.js';
import withhold from './withhold.js';
import withholdCertificates from './withhold-certificates.js';

/** Every shipped behaviour of a faulty node, in the order in which they are listed. */
export const behaviours: readonly Behaviour[] = [
  crash,
  amnesia,
  churn,
  silent,
  delay,
  drop,
  omit,
  clock,
  equivocate,
  doubleVote,
  voteSplit,
  withholdAttestations,
  withhold,
  withholdCertificates,
  lateRelease,
  censor,
  cartel,
  brokenEnclave,
  sybil,
  twins,
  collude,
  leaderTargeting,
  adaptive,
  doubleSpend,
  majority,
  selfishMining,
  featherFork,
  poolWithholding,
  eclipse,
  hashPowerHopping,
  grinding,
  tampered,
  nothingAtStake,
  lastRevealer,
  longRange,
  newcomer,
  exAnteReorg,
  balancing,
];
