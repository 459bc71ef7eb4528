import type { Certificate } from '../contract.js';
import { Voters } from './voters.js';

/** What chains of certificates begin with: genesis, in view 0, for which nobody had to vote. */
export function genesisCertificate(kind: string): Certificate {
  return { kind, height: 0, view: 0, value: 0, voters: new Voters(0) };
}

/** Whether a receiver may rely on a certificate: genesis, or enough votes of this kind. */
export function isSoundCertificate({ kind, view, value, voters }: Certificate, of: string, quorum: number): boolean {
  return view === 0 ? value === 0 : kind === of && voters.size >= quorum;
}
