/**
 * Ledgers of amounts, read again from their blocks alone by the rules as they are meant (`ledger` of the protocol), whatever
 * the nodes that took them have checked. Chains of different nodes that begin alike are read once; what a node calls its
 * chain is a list of blocks, which need not be linked.
 */
import type { Judge, JudgeView, LedgerBlock, NodeId, Reading, Time, Verdict } from '../contract.js';
import { nodeAt } from './wording.js';

/** What is wrong with a chain because of its last block, by what a judge looks at; absent: nothing. */
export interface Finding {
  readonly supply?: string;
  readonly negative?: string;
  readonly twice?: string;
  readonly unelected?: string;
  readonly forged?: string;
}

/** Rounding of sums of amounts, relative to the supply. */
const ROUNDING = 1e-9;

/** The accounts of one chain. */
class Accounts {
  private readonly reader: { read(block: LedgerBlock): Reading };
  private readonly balances = new Map<string, number>();
  /** By name of what is used up: the transaction that did it. */
  private readonly used = new Map<string, string>();
  /** Coins that the rules brought into being. */
  private due = 0;
  /** Coins that accounts show as theirs: what one owes does not make another poorer. */
  private held = 0;

  constructor({ protocol, params, facts }: JudgeView) {
    const { balances, ...reader } = protocol.ledger!.open(params, facts);
    this.reader = reader;
    for (const [account, amount] of balances) {
      this.change(account, amount);
      this.due += amount;
    }
  }

  add(block: LedgerBlock): Finding {
    const { movements, unelected } = this.reader.read(block);
    let twice: string | undefined;
    let negative: string | undefined;
    let forged: string | undefined;
    for (const { id, uses, changes, issued, unsigned } of movements) {
      if (unsigned) forged ??= `transaction ${brief(id)} is not signed by whom it takes from`;
      for (const name of uses) {
        const before = this.used.get(name);
        if (before !== undefined)
          twice ??= `transaction ${brief(id)} uses ${brief(name)}, which ${brief(before)} had used`;
        else this.used.set(name, id);
      }
      this.due += issued;
      for (const [account, gain] of changes) {
        const after = this.change(account, gain);
        if (gain < 0 && after < -ROUNDING * this.due) negative ??= `account ${brief(account)} is at ${after}`;
      }
    }
    const excess = this.held - this.due;
    const supply =
      Math.abs(excess) > ROUNDING * Math.abs(this.due)
        ? `accounts hold ${this.held} coins, and ${this.due} were brought into being`
        : undefined;
    return {
      ...(supply && { supply }),
      ...(negative && { negative }),
      ...(twice && { twice }),
      ...(unelected && { unelected }),
      ...(forged && { forged }),
    };
  }

  private change(account: string, gain: number): number {
    const before = this.balances.get(account) ?? 0;
    const after = before + gain;
    this.balances.set(account, after);
    this.held += Math.max(0, after) - Math.max(0, before);
    return after;
  }
}

/** Keys and hashes are long. */
function brief(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}

/** A chain by its last block; accounts stand at one tip of each branch only and are read again where branches part. */
interface Chain {
  readonly before: Chain | undefined;
  readonly block: LedgerBlock | undefined;
  readonly next: Map<LedgerBlock, Chain>;
  readonly finding: Finding;
  accounts: Accounts | undefined;
}

class LedgerAudit {
  private readonly view: JudgeView;
  private readonly root: Chain;
  /** By node: its chain up to each height. */
  private readonly chains: Chain[][];
  private lastBlock: LedgerBlock | undefined;
  private lastNode = -1;
  private lastHeight = 0;

  constructor(view: JudgeView) {
    this.view = view;
    this.root = { before: undefined, block: undefined, next: new Map(), finding: {}, accounts: undefined };
    this.chains = Array.from({ length: view.n }, () => [this.root]);
  }

  /** Several judges tell of the same block, one after another. */
  append(node: NodeId, height: number, block: LedgerBlock): Finding {
    const own = this.chains[node]!;
    if (block !== this.lastBlock || node !== this.lastNode || height !== this.lastHeight) {
      [this.lastBlock, this.lastNode, this.lastHeight] = [block, node, height];
      const before = own[height - 1];
      if (!before) throw new Error(`node ${node} puts a block at height ${height} above height ${own.length - 1}`);
      own.length = height;
      own.push(this.extended(before, block));
    }
    return own[height]!.finding;
  }

  private extended(before: Chain, block: LedgerBlock): Chain {
    const known = before.next.get(block);
    if (known) return known;
    const accounts = before.accounts ?? this.readAgain(before);
    before.accounts = undefined;
    const chain: Chain = { before, block, next: new Map(), finding: accounts.add(block), accounts };
    before.next.set(block, chain);
    return chain;
  }

  private readAgain(last: Chain): Accounts {
    const blocks: LedgerBlock[] = [];
    for (let at: Chain | undefined = last; at?.block; at = at.before) blocks.push(at.block);
    const accounts = new Accounts(this.view);
    for (const block of blocks.reverse()) accounts.add(block);
    return accounts;
  }
}

/** A judge that cries out over the first finding of one sort in the chain of a truthful node. */
export class LedgerJudge implements Judge {
  private readonly view: JudgeView;
  private readonly aspect: keyof Finding;
  private violation: Verdict | undefined;
  private kept = false;

  constructor(view: JudgeView, aspect: keyof Finding) {
    this.view = view;
    this.aspect = aspect;
  }

  onAppend(time: Time, node: NodeId, height: number, block: LedgerBlock): void {
    const { view } = this;
    if (!view.protocol.ledger || !view.truthful[node]) return;
    this.kept = true;
    const finding = view.share('ledger audit', () => new LedgerAudit(view)).append(node, height, block);
    const wrong = finding[this.aspect];
    if (wrong === undefined || this.violation) return;
    const made = `block ${brief(block.hash)} of node ${block.producer}`;
    this.violation = {
      is: 'violated',
      witness: `${nodeAt(node, time)} put ${made} on its chain at height ${height}: ${wrong}`,
      at: time,
    };
  }

  verdict(_end: Time): Verdict {
    if (this.violation) return this.violation;
    if (this.kept) return { is: 'holds' };
    return {
      is: 'unknown',
      why: this.view.protocol.ledger ? 'nothing was put on a ledger' : 'there is no ledger of amounts',
    };
  }
}
