/**
 * Censor: leaves chosen requests out of whatever it proposes or mints.
 * Can: keep a fixed share of the requests, the same for all censors, waiting for as long as censors lead.
 * Cannot: stop others from proposing them, unsay what stands in a block, or hide that it heard of them. It looks at no sender:
 * requests have none. Where the header of a block counts its contents, a block that was thinned breaks the rules and nobody
 * takes it.
 */
import { z } from 'zod';
import type { DoubleVote, Behaviour, BlockDraft, BlockId, Value } from '../contract.js';
import { oracleUnit } from '../ledger/oracle.js';
import { share } from '../quantities.js';
import { FaultyContext } from './faulty-context.js';

interface Params {
  readonly share: number;
}

/** Whether a request is among those that are left out: the same for all who leave out as large a share. */
export const isCensored = (request: Value, genesisSeed: number, part: number): boolean =>
  oracleUnit(genesisSeed, request) < part;

export class CensoringContext<P extends Params = Params, C = any> extends FaultyContext<P, C> {
  override propose(contents: readonly Value[], proofs?: readonly DoubleVote[]): Value {
    return this.inner.propose(this.acts ? this.passed(contents) : contents, proofs);
  }

  override mint(parent: BlockId, draft?: BlockDraft): BlockId {
    if (!this.acts || !draft?.contents) return this.inner.mint(parent, draft);
    return this.inner.mint(parent, { ...draft, contents: this.passed(draft.contents) });
  }

  private passed(contents: readonly Value[]): readonly Value[] {
    return contents.filter((request) => !isCensored(request, this.genesisSeed, this.setting.params.share));
  }
}

const censor: Behaviour<Params> = {
  name: 'censor',
  describe: 'Leaves chosen requests out of what it proposes',
  params: z.object({
    share: share().default(0.5).describe('Share of the requests that are left out; which, all censors agree on'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  wrap: (honest, setting) => (me) => honest(new CensoringContext(me, setting)),
};

export default censor;
