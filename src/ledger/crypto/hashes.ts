import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** SHA-256 of a text in UTF-8, as 64 hex digits. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** RIPEMD-160 of a text in UTF-8, as 40 hex digits. */
export function ripemd160Hex(text: string): string {
  return bytesToHex(ripemd160(utf8ToBytes(text)));
}

const { imul } = Math;

/**
 * A stand-in for a hash of a text where only its law matters: 16 hex digits that differ for different texts (two lanes of
 * MurmurHash3's mixing, Appleby 2011), some thirty times as fast as SHA-256.
 */
export function symbolicHash(text: string): string {
  let a = 0x9e3779b9 ^ text.length;
  let b = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = imul(a ^ unit, 0xcc9e2d51);
    b = imul(b ^ unit, 0x1b873593);
    a = (a << 13) | (a >>> 19);
    b = ((b << 15) | (b >>> 17)) ^ a;
  }
  a = finished(a ^ b);
  b = finished(b ^ a);
  return hex(finished(a ^ b)) + hex(b);
}

function finished(value: number): number {
  let h = imul(value ^ (value >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
