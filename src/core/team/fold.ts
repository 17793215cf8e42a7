/**
 * The fold of a set of responses: the XOR of their 64-bit hashes. It is independent of their order, and the fold of a
 * day is the XOR of its cells' folds, however the cells are divided. Two machines with the same logs have the same
 * folds.
 */

export const NO_FOLD = 0n;

/** @param lo, hi the halves of a response's `Identity` */
export function foldOf(lo: number, hi: number): bigint {
  return BigInt.asIntN(64, (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0));
}

/** Signed 64 bits, like INT64 columns. */
export const joinFolds = (a: bigint, b: bigint): bigint => BigInt.asIntN(64, a ^ b);
