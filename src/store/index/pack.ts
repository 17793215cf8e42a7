/**
 * Stores columns of whole numbers in as few bytes as they need: prices are multiples of a fraction of a cent, codes are
 * small.
 */

type Values = Float64Array | Uint32Array | Uint16Array;
type ValuesType = { new (length: number): Values; readonly BYTES_PER_ELEMENT: number } & {
  new (buffer: ArrayBuffer, offset: number, length: number): Values;
};

/**
 * Bytes per value (0 = all are equal), the least value, the divisor of the differences, and whether the largest code is
 * NaN.
 */
export type Packing = readonly [bytes: 0 | 1 | 2 | 4 | 5 | 8, least: number, step: number, hasNaN: boolean];

/** Five bytes are for times: 34 years in milliseconds. */
const WIDTHS = [0, 1, 2, 4, 5] as const;

/** Small enough for a core's cache. */
const BLOCK_VALUES = 4096;

const largestIn = (bytes: number): number => 2 ** (bytes * 8) - 1;

export function pack(values: Values): { readonly bytes: Uint8Array; readonly packing: Packing } {
  const each = values.BYTES_PER_ELEMENT as 2 | 4 | 8;
  const { least, most, step, hasNaN } = measure(values);
  const width = WIDTHS.find((w) => w < each && (most - least) / step <= largestIn(w) - Number(hasNaN));
  if (width === undefined) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return { bytes, packing: [each, 0, 1, false] };
  }
  const bytes = new Uint8Array(values.length * width);
  const none = largestIn(width);
  let at = 0;
  for (const block of blocksOf(values)) {
    for (let i = 0; i < block.length; i++) {
      const value = block[i] as number;
      const packed = Number.isNaN(value) ? none : (value - least) / step;
      for (let k = 0; k < width && k < 4; k++) bytes[at + k] = (packed >>> 0) >>> (k * 8);
      if (width > 4) bytes[at + 4] = packed / 2 ** 32;
      at += width;
    }
  }
  return { bytes, packing: [width, least, step, hasNaN] };
}

/** @returns `most` as Infinity where there is a number with a fraction */
function measure(values: Values): { least: number; most: number; step: number; hasNaN: boolean } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let hasNaN = false;
  for (const block of blocksOf(values)) {
    for (let i = 0; i < block.length; i++) {
      const value = block[i] as number;
      if (Number.isNaN(value)) hasNaN = true;
      else if (!Number.isSafeInteger(value)) return { least: 0, most: Number.POSITIVE_INFINITY, step: 1, hasNaN };
      else {
        if (value < least) least = value;
        if (value > most) most = value;
      }
    }
  }
  if (most < least) return { least: 0, most: 0, step: 1, hasNaN };
  let step = 0;
  for (const block of blocksOf(values)) {
    for (let i = 0; i < block.length && step !== 1; i++) {
      const rest = (block[i] as number) - least;
      if (!Number.isNaN(rest) && !(rest % step === 0)) step = commonDivisor(step, rest);
    }
  }
  return { least, most, step: step || 1, hasNaN };
}

/** The values in order, as doubles, because loops over one type of array take half the time. */
function* blocksOf(values: Values): Generator<Float64Array> {
  const block = new Float64Array(Math.min(BLOCK_VALUES, values.length));
  for (let from = 0; from < values.length; from += BLOCK_VALUES) {
    const part = values.subarray(from, from + BLOCK_VALUES);
    block.set(part);
    yield block.subarray(0, part.length);
  }
}

function commonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** Values of a part of a column. @param bytes that part, as packed; used without copying where it is not narrowed */
export function unpack(
  bytes: Uint8Array,
  [each, least, step, hasNaN]: Packing,
  Type: ValuesType,
  length: number,
): Values {
  if (each === Type.BYTES_PER_ELEMENT) return new Type(bytes.buffer as ArrayBuffer, bytes.byteOffset, length);
  const values = new Type(length);
  const none = hasNaN ? largestIn(each) : -1;
  for (let i = 0; i < length; i++) {
    let packed = 0;
    for (let k = (i + 1) * each - 1; k >= i * each; k--) packed = packed * 256 + (bytes[k] as number);
    values[i] = packed === none ? Number.NaN : least + packed * step;
  }
  return values;
}
