/** Transactions that spend outputs of others, in the form of truly-decentralized-blockchain-core. */
import type { Value } from '../../contract.js';
import type { Crypto, Keys } from '../crypto/crypto.js';
import { Float, pythonJson, type PythonJson } from '../crypto/python-json.js';
import { addressOf, lockedFor, unlocks } from './script.js';

export interface Output {
  readonly amount: number;
  readonly lockingScript: readonly string[];
}
export interface Input {
  readonly transactionHash: string;
  readonly outputIndex: number;
  /** Signature and public key. */
  readonly unlockingScript: readonly string[];
}
export interface UtxoTransaction {
  readonly inputs: readonly Input[];
  readonly outputs: readonly Output[];
  /** Hash of its inputs and outputs before it was signed, when what unlocks is blank. */
  readonly hash: string;
  /** Handle of the client's request that it carries out; 0: none. Not on the wire. */
  readonly request: Value;
}

/** An output with its place. */
export interface Coin extends Output {
  readonly transactionHash: string;
  readonly outputIndex: number;
}

export const coinName = ({ transactionHash, outputIndex }: Pick<Coin, 'transactionHash' | 'outputIndex'>): string =>
  `${transactionHash}:${outputIndex}`;

export function coinsOf({ outputs, hash }: UtxoTransaction): Coin[] {
  return outputs.map((output, outputIndex) => ({ ...output, transactionHash: hash, outputIndex }));
}

/** Spends coins of one owner; what is more than the amounts goes back to it as the last output. */
export function spend(
  coins: readonly Pick<Coin, 'transactionHash' | 'outputIndex'>[],
  outputs: readonly Output[],
  keys: Keys,
  request: Value,
  crypto: Crypto,
): UtxoTransaction {
  const text = unsignedText(coins, outputs);
  const unlockingScript = [keys.sign(text), keys.publicKey];
  const inputs = coins.map(({ transactionHash, outputIndex }) => ({ transactionHash, outputIndex, unlockingScript }));
  return { inputs, outputs, hash: hashOf(coins, outputs, crypto), request };
}

/** Hash of a transaction before it is signed. */
export function hashOf(
  inputs: readonly Pick<Coin, 'transactionHash' | 'outputIndex'>[],
  outputs: readonly Output[],
  crypto: Crypto,
): string {
  const blank = inputs.map((input) => inputJson(input, ''));
  return crypto.hash(pythonJson({ inputs: blank, outputs: outputs.map(outputJson) }, { indent: 2 }));
}

export function payTo(address: string, amount: number): Output {
  return { amount, lockingScript: lockedFor(address) };
}

export const ownerOf = ({ lockingScript }: Output): string => addressOf(lockingScript);

/** Public key of whoever sent it: the sender of its first input. */
export function senderOf({ inputs }: UtxoTransaction): string {
  return inputs[0]?.unlockingScript[1] ?? '';
}

/** By transaction and the script that it opens: n nodes would each run it. */
const opened = new WeakMap<Input, Map<string, boolean>>();

/** Whether one of its inputs opens this output. */
export function opens(transaction: UtxoTransaction, input: Input, output: Output, crypto: Crypto): boolean {
  let known = opened.get(input);
  if (!known) opened.set(input, (known = new Map()));
  const name = output.lockingScript.join(' ');
  let is = known.get(name);
  if (is === undefined) {
    const text = unsignedText(transaction.inputs, transaction.outputs);
    is = unlocks(input.unlockingScript, output.lockingScript, text, crypto);
    known.set(name, is);
  }
  return is;
}

/** What is signed: inputs without their scripts, and outputs, indented by two. */
function unsignedText(
  inputs: readonly Pick<Coin, 'transactionHash' | 'outputIndex'>[],
  outputs: readonly Output[],
): string {
  return pythonJson(
    {
      inputs: inputs.map(({ transactionHash, outputIndex }) => ({
        transaction_hash: transactionHash,
        output_index: outputIndex,
      })),
      outputs: outputs.map(outputJson),
    },
    { indent: 2 },
  );
}

/** The whole transaction as it is sent. */
export function transactionText({ inputs, outputs, hash }: UtxoTransaction): string {
  return pythonJson(
    {
      inputs: inputs.map((input) => inputJson(input, input.unlockingScript.join(' '))),
      outputs: outputs.map(outputJson),
      transaction_hash: hash,
    },
    { indent: 2 },
  );
}

const inputJson = (
  { transactionHash, outputIndex }: Pick<Coin, 'transactionHash' | 'outputIndex'>,
  unlocking: string,
): PythonJson => ({ transaction_hash: transactionHash, output_index: outputIndex, unlocking_script: unlocking });

function outputJson({ amount, lockingScript }: Output): PythonJson {
  return {
    amount: Number.isInteger(amount) ? amount : new Float(amount),
    locking_script: lockingScript.join(' '),
  };
}
