/**
 * The fold of a set of responses: the XOR of their 64-bit hashes. It is the same in whatever order they are taken, and that
 * of a day is the XOR of its cells' folds, however the cells are cut. Two machines that hold the same logs give the same.
 */

export const NO_FOLD = 0n;

/** @param lo, hi the halves of a response's `Identity` */
export function foldOf(lo: number, hi: number): bigint {
  return BigInt.asIntN(64, (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0));
}

/** Signed 64 bits, as INT64 columns hold it. */
export const joinFolds = (a: bigint, b: bigint): bigint => BigInt.asIntN(64, a ^ b);
