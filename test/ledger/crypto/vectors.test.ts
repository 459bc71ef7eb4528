import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  constants,
} from 'node:crypto';
import { cryptoOf } from '../../../src/ledger/crypto/crypto.js';
import { ripemd160Hex, sha256Hex, symbolicHash } from '../../../src/ledger/crypto/hashes.js';
import { merkleRoot } from '../../../src/ledger/crypto/merkle.js';
import { Float, pythonJson } from '../../../src/ledger/crypto/python-json.js';
import { rsaKeys, rsaVerifies } from '../../../src/ledger/crypto/rsa.js';
import { rootOf } from '../../../src/ledger/trudec/block.js';
import { hashOf, payTo } from '../../../src/ledger/utxo/transaction.js';

/** From the systems' own code; each line was also recomputed from the published rule. */
const float = (value: number): Float => new Float(value);

describe('the published systems hash', () => {
  test.each([
    [
      'a header of TruDeC',
      pythonJson({
        previous_block_hash: '0'.repeat(64),
        merkle_root: 'ab'.repeat(32),
        timestamp: float(1682793323.111),
        nonce: 0,
        complexity: 1,
      }),
      '3dcd5ce12cdcff59a3fdfc3f86c807133504a03eb6b26428e51bc4d22fb12d18',
    ],
    [
      'the genesis of meng_advanced_cw',
      pythonJson(
        { index: 0, transactions: [], timestamp: float(1575457940.5), previousHash: '000', nonce: 2513 },
        { sortKeys: true },
      ),
      '0009c2aa228c9dd1d87facabf08747c7c96567e1b031425fbe2a9fcf10b56ec3',
    ],
    [
      'a block of meng_advanced_cw',
      pythonJson(
        {
          index: 1,
          transactions: [{ sender: 0, receiver: 10, timestamp: float(1575457940.5), amount: 20 }],
          timestamp: float(1575457941.25),
          previousHash: '000abc',
          nonce: 7,
        },
        { sortKeys: true },
      ),
      '48a57de3373ea6f203354561675911615ff10fb005d02d700b61b7cb80194c5c',
    ],
    [
      'a block of consensus_protocols',
      '11234567890Sample Data0',
      '4155afa7eca4b3d6562ec60c9afa7bf7e0953bed9da5df0ceddd581d55648f1d',
    ],
    [
      'the genesis of consensus_protocols',
      '0genesis_timestampfirst block',
      '250bc66c691ee4685d1b0547976e6e15ee6ffc567c065a0bab5778fd0efc1912',
    ],
  ])('%s', (_what, text, hash) => {
    expect(sha256Hex(text)).toBe(hash);
  });

  test('an address of TruDeC: the hex text of a hash of a hex text', () => {
    const { hash160 } = cryptoOf({ crypto: 'real' }, { padding: 'pkcs1', format: 'der-hex' });
    expect(hash160('abcd')).toBe('87df20236d6cd47470b6487aad32b5bb4865f845');
  });
});

describe('the genesis that TruDeC keeps in its repository', () => {
  const real = cryptoOf({ crypto: 'real' }, { padding: 'pkcs1', format: 'der-hex' });
  const inputs = [{ transactionHash: '0'.repeat(64), outputIndex: 0, unlockingScript: [] }];
  const outputs = [payTo('5148a6f67ea925a52fe4c7f53870d1370a5fd938', 50)];
  const hash = '7102e114104446c446b7ff5f2a87b243b6fa20224547bcf1d9049216c5f6ca4c';

  test('a transaction is hashed with blanks for what unlocks', () => {
    expect(hashOf(inputs, outputs, real)).toBe(hash);
  });

  test('a leaf of the merkle tree is the hash of the text of bytes', () => {
    const root = rootOf([{ inputs, outputs, hash, request: 0 }], real);
    expect(root).toBe('2189e04ac98e30b952531f3dc41f06004c2a93d4e05b911bfec0268e14799554');
  });
});

describe("Python's JSON", () => {
  // Each as `json.dumps` of CPython 3.11 writes it.
  test.each([
    ['1.0', float(1)],
    ['-0.0', float(-0)],
    ['1e+16', float(1e16)],
    ['9999999999999998.0', float(9999999999999998)],
    ['0.0001', float(0.0001)],
    ['1e-05', float(0.00001)],
    ['1.5e-07', float(1.5e-7)],
    ['1e+100', float(1e100)],
    ['12', 12],
    ['0', -0],
    ['[]', []],
    ['{}', {}],
    ['[1, null, true, "a"]', [1, null, true, 'a']],
    [String.raw`"\u00e9\ud83d\ude00\u007f\"\\\n/'"`, 'é😀\x7f"\\\n/\''],
    ['{"b": 1, "a": [2.5]}', { b: 1, a: [float(2.5)] }],
  ])('%s', (text, value) => {
    expect(pythonJson(value)).toBe(text);
  });

  test('indents, and leaves what is empty on its line', () => {
    const value = { b: [1, { c: [] }], a: {} };
    expect(pythonJson(value, { indent: 2 })).toBe(
      '{\n  "b": [\n    1,\n    {\n      "c": []\n    }\n  ],\n  "a": {}\n}',
    );
    expect(pythonJson(value, { sortKeys: true })).toBe('{"a": {}, "b": [1, {"c": []}]}');
  });

  test('takes no fraction for an integer, and no infinity', () => {
    expect(() => pythonJson(0.5)).toThrow('0.5 is no whole number');
    expect(() => pythonJson(2 ** 53)).toThrow('no whole number');
    expect(() => pythonJson(float(Infinity))).toThrow('not a finite number');
  });
});

test('hashes are those of an independent library', () => {
  for (const text of ['', 'abc', 'é😀', 'x'.repeat(1000)]) {
    expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
    expect(ripemd160Hex(text)).toBe(createHash('ripemd160').update(text).digest('hex'));
  }
});

test('symbolic hashes of many like texts differ, and their bits are fair', () => {
  const seen = new Set<string>();
  const ones = new Array<number>(64).fill(0);
  const texts = 20_000;
  for (let i = 0; i < texts; i++) {
    const hash = symbolicHash(`{"count": ${i}}`);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    seen.add(hash);
    for (let bits = BigInt(`0x${hash}`), bit = 0; bit < 64; bit++, bits >>= 1n) ones[bit]! += Number(bits & 1n);
  }
  expect(seen.size).toBe(texts);
  // Five standard errors, as the worst of 64 bits is looked at.
  for (const count of ones) expect(Math.abs(count - texts / 2)).toBeLessThan((5 * Math.sqrt(texts)) / 2);
});

describe('a merkle root', () => {
  const joined = (text: string): string => `(${text})`;

  test.each([
    ['a', 'a'],
    ['ab', '(ab)'],
    ['abc', '((ab)(cc))'],
    ['abcde', '(((ab)(cd))((ee)(ee)))'],
    ['abcdef', '(((ab)(cd))((ef)(ef)))'],
    ['abcdefghij', '((((ab)(cd))((ef)(gh)))(((ij)(ij))((ij)(ij))))'],
  ])('of %s is %s: what is odd is padded by its last leaf, what is even by its last pair', (leaves, root) => {
    expect(merkleRoot([...leaves], joined)).toBe(root);
  });

  test('of nothing is refused', () => {
    expect(() => merkleRoot([], joined)).toThrow('at least one leaf');
  });
});

describe('RSA keys', () => {
  const BITS = 1024;
  const pem = rsaKeys('a node', BITS, 'pkcs1', 'pem');
  const hex = rsaKeys('a node', BITS, 'pss', 'der-hex');

  test('are the same whenever they are made, and others for another owner', () => {
    expect(rsaKeys('a node', BITS, 'pkcs1', 'pem').publicKey).toBe(pem.publicKey);
    expect(sha256Hex(pem.publicKey)).toBe('efdac5da56f9ff3caba9937cf63d691fd2272c6595c2886431aaa8b40f15dc8b');
    expect(rsaKeys('another', 512, 'pkcs1', 'pem').publicKey).not.toBe(
      rsaKeys('a node', 512, 'pkcs1', 'pem').publicKey,
    );
  });

  test('sign what an independent library verifies, under either padding', () => {
    const text = 'é "quoted"';
    const key = createPublicKey(pem.publicKey);
    expect(verify('sha256', Buffer.from(text), key, Buffer.from(pem.sign(text), 'hex'))).toBe(true);
    const der = createPublicKey({ key: Buffer.from(hex.publicKey, 'hex'), format: 'der', type: 'spki' });
    // 128 bytes, less the hash and two: the longest salt.
    const pss = { key: der, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 94 };
    expect(verify('sha256', Buffer.from(text), pss, Buffer.from(hex.sign(text), 'base64'))).toBe(true);
    expect(hex.sign(text)).toBe(hex.sign(text));
  });

  test('verify what an independent library signs, and nothing else', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: BITS });
    const text = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const signature = sign(
      'sha256',
      Buffer.from('pay'),
      createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    ).toString('hex');
    expect(rsaVerifies(text, 'pay', signature, 'pkcs1')).toBe(true);
    expect(rsaVerifies(text, 'pay more', signature, 'pkcs1')).toBe(false);
    expect(rsaVerifies(text, 'pay', signature, 'pss')).toBe(false);
    expect(rsaVerifies(pem.publicKey, 'pay', signature, 'pkcs1')).toBe(false);
    expect(rsaVerifies('no key', 'pay', signature, 'pkcs1')).toBe(false);
    expect(rsaVerifies(text, 'pay', 'no signature', 'pkcs1')).toBe(false);
  });

  test('of 512 bits leave room for a salt as well', () => {
    const { publicKey, sign: signing } = rsaKeys('a node', 512, 'pss', 'pem');
    const pss = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 30 };
    expect(verify('sha256', Buffer.from('pay'), pss, Buffer.from(signing('pay'), 'base64'))).toBe(true);
    expect(rsaVerifies(publicKey, 'pay', signing('pay'), 'pss')).toBe(true);
    expect(rsaVerifies(publicKey, 'pay more', signing('pay'), 'pss')).toBe(false);
  });
});

test('symbolic keys sign as real ones do', () => {
  const crypto = cryptoOf({ crypto: 'symbolic' }, { padding: 'pkcs1', format: 'pem' });
  const { publicKey, sign: signs } = crypto.keysOf('a node');
  expect(crypto.verifies(publicKey, 'pay', signs('pay'))).toBe(true);
  expect(crypto.verifies(publicKey, 'pay more', signs('pay'))).toBe(false);
  expect(crypto.verifies(crypto.keysOf('another').publicKey, 'pay', signs('pay'))).toBe(false);
});
